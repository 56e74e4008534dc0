import {errorTable} from '@ops/core/errors'
import type {Finding} from '@ops/core/seams'
import type {OpsError} from '@ops/core/errors'

/** What the guards of this domain find. */
export const findings = errorTable({
  SELF_CUT: {
    message: (host: string, why: string) => `${host} is the machine that ops runs on (${why}): cutting it would cut this command.`,
    hint: (host: string) => `run ops on another machine, or shut ${host} down yourself`,
    exit: 'refused',
  },
  PATH_CUT: {
    message: (host: string, why: string) =>
      `${host} is on the way between this machine and its network (${why}): after it nothing could be switched on again.`,
    hint: () => 'run ops on a machine that does not need it',
    exit: 'refused',
  },
  DEPENDED_ON: {
    message: (host: string, other: string, state: string) => `${other} depends on ${host} and is ${state}.`,
    hint: (_host: string, other: string) => `ops power off ${other} first, or both in one command`,
    exit: 'refused',
  },
  JUMPED_THROUGH: {
    message: (host: string, other: string) => `${other} is reached through ${host} (ProxyJump) and is not known to be off.`,
    hint: (_host: string, other: string) => `ops power off ${other} first`,
    exit: 'refused',
  },
  HOST_SILENT: {
    message: (host: string, why: string) => `What runs on ${host} is unknown, and it has power: ${why}`,
    hint: (host: string) => `look at its console; "ignore: ['*']" for ${host} in the inventory says that nothing on it matters`,
    exit: 'refused',
  },
  UNDECLARED_WORK: {
    message: (host: string, what: string, detail: string) => `${host} runs ${what} that nobody declared (${detail}).`,
    hint: (host: string, what: string) =>
      `declare ${what} under workloads of ${host}, stop it, or name it under ignore (may be lost) or baseline (no work)`,
    exit: 'refused',
  },
  LOGIN_SESSION: {
    message: (host: string, user: string, detail: string) => `${user} is logged in on ${host} (${detail}).`,
    hint: (_host: string, user: string) => `ask ${user} to log out, or name ${user} under ignore`,
    exit: 'refused',
  },
  WORKLOAD_KIND_MISSING: {
    message: (host: string, workload: string, kind: string) =>
      `${host} declares ${workload} of kind ${kind}, and no installed plugin knows that kind.`,
    hint: () => 'install @ops/plugin-evacuate (ops doctor lists what is there)',
    exit: 'refused',
  },
  WORKLOAD_UNKNOWN: {
    message: (host: string, workload: string, detail: string) => `Whether ${workload} runs on ${host} is unknown: ${detail}`,
    hint: (host: string) => `ops evacuate status ${host}`,
    exit: 'refused',
  },
  WORKLOAD_RUNS: {
    message: (host: string, workload: string, detail: string) =>
      `${workload} runs on ${host}, and nothing that is installed can move it away: ${detail}`,
    hint: () => 'stop it, or install @ops/plugin-evacuate',
    exit: 'refused',
  },
})

export function toFinding(host: string, forcible: boolean, {code, message, hint}: OpsError): Finding {
  return {host, code, message, hint: hint ?? '', forcible}
}
