import {errorTable} from '@ops/core/errors'

/** What the guards of this domain find, and why they fail. */
export const guardErrors = errorTable({
  POWER_SELF_CUT: {
    message: (host: string, why: string) => `${host} is the machine that runs ops (${why}): cutting it would end this command.`,
    hint: (host: string) => `run ops on another machine, or shut ${host} down by hand`,
    exit: 'refused',
  },
  POWER_PATH_CUT: {
    message: (host: string, why: string) =>
      `${host} is on the path between this machine and its network (${why}): ops could switch nothing on again.`,
    hint: (host: string) => `run ops on a machine that does not depend on ${host}`,
    exit: 'refused',
  },
  POWER_DEPENDED_ON: {
    message: (host: string, other: string, state: string) => `${other} depends on ${host} and is ${state}.`,
    hint: (_host: string, other: string) => `ops power off ${other} first, or both in one command`,
    exit: 'refused',
  },
  POWER_JUMP_HOST: {
    message: (host: string, other: string) => `${other} is reached through ${host} (ProxyJump) and is not known to be off.`,
    hint: (_host: string, other: string) => `ops power off ${other} first`,
    exit: 'refused',
  },
  POWER_HOST_SILENT: {
    message: (host: string, why: string) => `What runs on ${host} is unknown, and it has power: ${why}`,
    hint: (host: string) => `look at its console; or declare "ignore: ['*']" for ${host} in the inventory if all its work may be lost`,
    exit: 'refused',
  },
  POWER_UNDECLARED_WORK: {
    message: (host: string, work: string, detail: string) => `${host} runs ${work}, which is not declared (${detail}).`,
    hint: (host: string, work: string) =>
      `declare ${work} under workloads of ${host}, stop it, or add it to ignore (may be lost) or baseline (no work)`,
    exit: 'refused',
  },
  POWER_LOGIN_SESSION: {
    message: (host: string, user: string, detail: string) => `${user} is logged in on ${host} (${detail}).`,
    hint: (_host: string, user: string) => `ask ${user} to log out, or add ${user} to ignore`,
    exit: 'refused',
  },
  POWER_WORKLOAD_KIND_MISSING: {
    message: (host: string, workload: string, kind: string) =>
      `${host} declares ${workload} of kind ${kind}, and no installed plugin supports that kind.`,
    hint: () => 'npm install @ops/plugin-evacuate in the folder of ops',
    exit: 'refused',
  },
  POWER_WORKLOAD_UNKNOWN: {
    message: (host: string, workload: string, detail: string) => `Whether ${workload} runs on ${host} is unknown: ${detail}`,
    hint: (host: string) => `ops evacuate status ${host}`,
    exit: 'refused',
  },
  POWER_WORKLOAD_RUNS: {
    message: (host: string, workload: string, detail: string) =>
      `${workload} runs on ${host}, and no installed plugin can move it: ${detail}`,
    hint: () => 'stop it, or install @ops/plugin-evacuate',
    exit: 'refused',
  },
  POWER_SURVEY_FAILED: {
    message: (host: string, why: string) => `The processes of ${host} could not be listed: ${why}.`,
    hint: () => 'ops doctor; perl-base must be installed there',
    exit: 'unreachable',
  },
})
