import {errorTable} from '@ops/core/errors'

export const errors = errorTable({
  EVACUATE_REFUSED: {
    message: (host: string, sentences: readonly string[], _next?: string) => `${host} cannot be evacuated: ${sentences.join(' ')}`,
    hint: (host: string, _: readonly string[], next?: string) => next ?? `ops evacuate ${host} --dry-run`,
    exit: 'refused',
  },
  EVACUATE_DESTINATION_MISSING: {
    message: (host: string) => `${host} has running work, but neither --to nor the inventory names another host to evacuate it to.`,
    hint: (host: string) => `ops evacuate ${host} --to HOST, or add "evacuate: {to: HOSTSET}" to ${host} in the inventory`,
    exit: 'refused',
  },
  EVACUATE_WORKLOAD_UNKNOWN: {
    message: (host: string, name: string, sentence: string) => `Whether ${name} runs on ${host} is unknown: ${sentence}`,
    hint: (host: string) => `ops evacuate status ${host}`,
    exit: 'refused',
  },
  EVACUATE_OPEN: {
    message: (host: string, run: string, name: string, sentence: string, _next: string) =>
      `Evacuation ${run} of ${name}, which involves ${host}, is not finished: ${sentence}`,
    hint: (_host: string, _run: string, _name: string, _sentence: string, next: string) => next,
    exit: 'refused',
  },
  EVACUATE_HOST_SILENT: {
    message: (_host: string, why: string) => why,
    hint: (host: string) => `ops power status ${host}`,
    exit: 'unreachable',
  },
  EVACUATE_RUN_NOT_FOUND: {
    message: (run: string, hosts: readonly string[]) => `No record of evacuation ${run === '' ? '""' : run} on ${hosts.join(', ')}.`,
    hint: () => 'ops evacuate status',
    exit: 'usage',
  },
  EVACUATE_HOSTS_SILENT: {
    message: (run: string, hosts: readonly string[]) => `Evacuation ${run} cannot be inspected: no answer from ${hosts.join(', ')}.`,
    hint: () => 'ops evacuate status',
    exit: 'unreachable',
  },
  EVACUATE_COMMITTED: {
    message: (run: string, name: string, destination: string) =>
      `Evacuation ${run} of ${name} is committed: ${destination} may run ${name}, so the evacuation cannot be aborted.`,
    hint: (run: string) => `ops evacuate resume ${run}`,
    exit: 'refused',
  },
  EVACUATE_ABORTING: {
    message: (run: string, name: string) => `Evacuation ${run} of ${name} is being aborted, so it cannot be resumed.`,
    hint: (run: string) => `ops evacuate abort ${run}`,
    exit: 'refused',
  },
  EVACUATE_IN_PROGRESS: {
    message: (run: string, actor: string) => `Evacuation ${run} is still being run by an ops process of ${actor}.`,
    hint: (run: string) => `wait for it to finish; ops runs show ${run}`,
    exit: 'refused',
  },
  EVACUATE_FINISHED: {
    message: (run: string, name: string, at: string, command: 'abort' | 'resume') =>
      command === 'abort'
        ? `Evacuation ${run} has finished: ${name} was moved to ${at}, so the evacuation cannot be aborted.`
        : `Evacuation ${run} was aborted: ${name} stayed on ${at}, so the evacuation cannot be resumed.`,
    hint: (_run: string, name: string, at: string) => `to move ${name} from there: ops evacuate ${at}`,
    exit: 'refused',
  },
  EVACUATE_ONLY_COPY: {
    message: (run: string, name: string, where: string) =>
      `${name} no longer exists on its source: evacuation ${run} has its only copy ${where}, and abort would destroy that copy.`,
    hint: (run: string) => `ops evacuate resume ${run}`,
    exit: 'refused',
  },
  EVACUATE_UNKNOWN: {
    message: (run: string, name: string, sentence: string, _next: string) =>
      `Where ${name} of evacuation ${run} may run is unknown: ${sentence} Nothing was changed.`,
    hint: (_run: string, _name: string, _sentence: string, next: string) => next,
    exit: 'unreachable',
  },
  EVACUATE_COPY_GONE: {
    message: (run: string, name: string, source: string, destination: string) =>
      `${name} of evacuation ${run} was started on ${destination} and no longer exists there; its older state is held on ${source}.`,
    hint: (run: string, _name: string, _source: string, destination: string) =>
      `find out on ${destination} why it ended; to continue from the older state: ops evacuate abort ${run} --with-loss REASON`,
    exit: 'refused',
  },
  EVACUATE_DESTINATION_GONE: {
    message: (run: string, name: string, destination: string, why: string) =>
      `Evacuation ${run} of ${name} is committed to ${destination}, which runs nothing now: ${why}.`,
    hint: (run: string, _name: string, destination: string) =>
      `make ${destination} answer again, then ops evacuate status; if it never will, ops evacuate abort ${run} --destination-gone REASON --with-loss REASON continues from the source's older state`,
    exit: 'refused',
  },
  EVACUATE_STEP_FAILED: {
    message: (host: string, what: string, cause: string, _next?: string) => `${host}: ${what}: ${cause}`,
    hint: (_host: string, _what: string, _cause: string, next?: string) => next,
    exit: 'allFailed',
  },
  EVACUATE_MOVE_FAILED: {
    message: (name: string, source: string, destination: string, cause: string) =>
      `${name} was not moved from ${source} to ${destination} and goes on running on ${source}. ${cause}`,
    hint: (_name: string, source: string) => `fix the cause, then ops evacuate ${source}`,
    exit: 'allFailed',
  },
  EVACUATE_MOVE_ENDED: {
    message: (name: string, source: string) => `${name} no longer runs on ${source}, and no held state of ${name} exists there.`,
    exit: 'allFailed',
  },
  EVACUATE_UNFINISHED: {
    message: (run: string, name: string, cause: string) => `Evacuation ${run} of ${name} is not finished: ${cause}`,
    hint: () => 'ops evacuate status',
    exit: 'allFailed',
  },
  EVACUATE_SCRIPT_FAILED: {
    message: (host: string, cause: string) => `A step on ${host} failed: ${cause}.`,
    exit: 'allFailed',
  },
  EVACUATE_SCRIPT_REFUSED: {
    message: (host: string, cause: string) => `${host} refused a step: ${cause}.`,
    exit: 'refused',
  },
  EVACUATE_FENCED: {
    message: (host: string, seen: string) => `Another ops process has taken over this evacuation on ${host} (${seen}).`,
    hint: () => 'ops evacuate status',
    exit: 'refused',
  },
})
