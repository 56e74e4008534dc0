import {errorTable} from '@ops/core/errors'
import {withoutStop} from '@ops/core/text'

/** What the guards of this domain find, and why they fail. A machine can be switched with another one only if it has an outlet. */
export const guardErrors = errorTable({
  POWER_SELF_CUT: {
    message: (host: string, why: string) => `${host} is the machine that runs ops (${why}): cutting it would end this command.`,
    hint: (host: string) => `run ops on another machine, or shut ${host} down by hand`,
    exit: 'refused',
    meaning: 'The guard self-cut found that the host is this machine. Nothing was changed, and --force does not override it.',
  },
  POWER_PATH_CUT: {
    message: (host: string, why: string) =>
      `${host} is on the path between this machine and its network (${why}), so ops could not switch anything on again.`,
    hint: (host: string) => `run ops on a machine that does not depend on ${host}`,
    exit: 'refused',
    meaning:
      'The guard self-cut found that this machine reaches its network, the plug or your terminal through the host, or depends on it. Nothing was changed, and --force does not override it.',
  },
  POWER_PROTECTED: {
    message: (_host: string, what: string, reason: string, _command: string | undefined) =>
      `${what} is protected in the inventory: ${withoutStop(reason)}.`,
    hint: (host: string, _what: string, _reason: string, command: string | undefined) =>
      `leave ${host} on${command === undefined ? '' : `, or run ${command}`}`,
    exit: 'refused',
    meaning:
      'The inventory says "protect:" for the host or its outlet. Nothing was changed. The guard gives way only to a reason together with the name typed once more, for every protected host on the outlet.',
  },
  POWER_DEPENDED_ON: {
    message: (host: string, other: string, state: string, _next: string) => `${other} depends on ${host} and is ${state}.`,
    hint: (_host: string, _other: string, _state: string, next: string) => next,
    hintNote: 'switch the other machine off first, or both in one command',
    exit: 'refused',
    meaning: 'The other machine names this host in "depends:" and would lose it. Nothing was changed.',
  },
  POWER_JUMP_HOST: {
    message: (host: string, other: string, _next: string) => `${other} is reached through ${host} (ProxyJump) and is not known to be off.`,
    hint: (_host: string, _other: string, next: string) => next,
    hintNote: 'switch the other machine off first, or both in one command',
    exit: 'refused',
    meaning: 'The ssh options of the other machine jump through this host, so ops could not reach it any more. Nothing was changed.',
  },
  POWER_HOST_SILENT: {
    message: (host: string, why: string, _hasAddress?: boolean) => `${host} has power, but ops cannot see what runs on it: ${why}`,
    hint: (host: string, _why: string, hasAddress = true) =>
      `${hasAddress ? `look at the console of ${host}` : `add "address:" to ${host} in the inventory`}; or declare "ignore: ['*']" for ${host} in the inventory if all its work may be lost`,
    exit: 'refused',
    meaning:
      'A host that has power and does not answer may run work that is reachable in another way, or its network may be down. Nothing was changed.',
  },
  POWER_UNDECLARED_WORK: {
    message: (host: string, work: string, detail: string) => `${host} runs ${work}, which is not declared (${detail}).`,
    hint: (host: string, work: string) =>
      `declare ${work} under "workloads:" of ${host}, stop it, or add it to "ignore:" (it may be lost) or "baseline:" (it is no work)`,
    exit: 'refused',
    meaning:
      'The guard undeclared-work found something that the inventory does not mention and that would be lost. Nothing was changed, and it still runs.',
  },
  POWER_LOGIN_SESSION: {
    message: (host: string, user: string, detail: string) => `${user} is logged in on ${host} (${detail}).`,
    hint: (host: string, user: string, detail: string) => {
      const isMonitoring = detail.startsWith('by ssh') ? ', or to "monitoring:" (its ssh logins are no work)' : ''
      return `ask ${user} to log out; or add ${user} to "ignore:" of ${host} (its work may be lost)${isMonitoring}`
    },
    exit: 'refused',
    meaning:
      'A login counts as work that would be lost, with a program or without one: a terminal, and every ssh connection except that of ops (sftp, rsync, a tunnel, a jump). Nothing was changed.',
  },
  POWER_HOST_BUSY: {
    message: (host: string, work: string, detail: string) => `${host} is busy with ${work} (${detail}).`,
    hint: (host: string, work: string) =>
      `wait until it has ended; or add "${work}" to "ignore:" of ${host} (it may be lost) or to "baseline:" (it is no work)`,
    exit: 'refused',
    meaning:
      'Something runs on the host that is expected to end by itself: a program that a system service started, a job of systemd, a change of snapd, a scheduled shutdown, or storage that is rebuilt or checked. Nothing was changed, and it still runs.',
  },
  POWER_SHUTDOWN_INHIBITED: {
    message: (host: string, who: string, detail: string) => `${who} blocks the shutdown of ${host} (${detail}).`,
    hint: (host: string, who: string) =>
      `wait until it has ended, or end it; "systemd-inhibit --list" on ${host} lists it. "ignore: [inhibitor/${who}]" lets it pass`,
    exit: 'refused',
    meaning:
      'A program on the host holds a shutdown inhibitor of mode block, which says that a shutdown now would do harm. Inhibitors of mode delay do not refuse. Nothing was changed.',
  },
  POWER_SURVEY_INCOMPLETE: {
    message: (host: string, subject: string, why: string) => `ops could not see the ${subject} of ${host}: ${why}.`,
    hint: (host: string) => `run the same program on ${host} to see why it fails; ops should log in as root`,
    exit: 'refused',
    meaning:
      'The host has a service that knows of this kind of work, and it did not answer. What cannot be seen counts as work. Nothing was changed.',
  },
  POWER_WORKLOAD_KIND_MISSING: {
    message: (host: string, workload: string, kind: string) =>
      `${host} declares ${workload} of kind ${kind}, and no installed plugin supports that kind.`,
    hint: () => 'run npm install @ops/plugin-evacuate in the folder of ops',
    exit: 'refused',
    meaning: 'Without the plugin ops cannot tell whether this work runs, so it does not cut the host. Nothing was changed.',
  },
  POWER_WORKLOAD_UNKNOWN: {
    message: (host: string, workload: string, detail: string) => `ops cannot tell whether ${workload} runs on ${host}: ${detail}`,
    hint: (host: string) => `ops evacuate status ${host}`,
    exit: 'refused',
    meaning: 'The declared work answered neither "runs" nor "does not run". Unknown counts as running. Nothing was changed.',
  },
  POWER_WORKLOAD_RUNS: {
    message: (host: string, workload: string, detail: string) =>
      `${workload} runs on ${host}, and no installed plugin can move it: ${detail}`,
    hint: (host: string, workload: string) => `stop ${workload} on ${host}, or run npm install @ops/plugin-evacuate in the folder of ops`,
    exit: 'refused',
    meaning: 'The declared work would be lost with the power of the host. Nothing was changed, and the work still runs.',
  },
  POWER_SURVEY_FAILED: {
    message: (host: string, why: string) => `The processes of ${host} could not be listed: ${why}.`,
    hint: (host: string) => `run ops doctor; on ${host}, install perl-base and let ops log in as root`,
    exit: 'unreachable',
    meaning:
      'The script that lists processes, sockets and logins failed on the host, so ops does not know what runs there. Nothing was changed.',
  },
})
