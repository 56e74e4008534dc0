import {errorTable} from '@ops/core/errors'

export const errors = errorTable({
  EVACUATION_REFUSED: {
    message: (host: string, sentences: readonly string[], _next?: string) => `${host} cannot be evacuated: ${sentences.join(' ')}`,
    hint: (host: string, _: readonly string[], next?: string) => next ?? `ops evacuate ${host} --dry-run`,
    exit: 'refused',
  },
  DESTINATION_MISSING: {
    message: (host: string) => `${host} has running work and no host to evacuate it to.`,
    hint: (host: string) => `ops evacuate ${host} --to HOST, or add "evacuate: {to: HOSTSET}" to ${host} in the inventory`,
    exit: 'refused',
  },
  WORKLOAD_LOST_SIGHT: {
    message: (host: string, name: string, detail: string) => `Whether ${name} runs on ${host} is unknown: ${detail}`,
    hint: (host: string) => `ops evacuate status ${host}`,
    exit: 'refused',
  },
  EVACUATION_OPEN: {
    message: (host: string, run: string, name: string, sentence: string, _next: string) =>
      `${host} has an evacuation that is not settled (${run}, ${name}): ${sentence}`,
    hint: (_host: string, _run: string, _name: string, _sentence: string, next: string) => next,
    exit: 'refused',
  },
  HOST_SILENT: {
    message: (_host: string, why: string) => why,
    hint: (host: string) => `ops power status ${host}`,
    exit: 'unreachable',
  },
  RUN_NOT_FOUND: {
    message: (run: string, hosts: readonly string[]) => `No record of evacuation ${run === '' ? '""' : run} on ${hosts.join(', ')}.`,
    hint: () => 'ops evacuate status',
    exit: 'usage',
  },
  HOSTS_SILENT: {
    message: (run: string, hosts: readonly string[]) =>
      `Evacuation ${run} cannot be looked at: there is no answer from ${hosts.join(', ')}.`,
    hint: () => 'ops evacuate status',
    exit: 'unreachable',
  },
  ALREADY_COMMITTED: {
    message: (run: string, name: string, destination: string) =>
      `Evacuation ${run} of ${name} is committed: ${destination} may run it, so the source must not go on.`,
    hint: (run: string) => `ops evacuate resume ${run}`,
    exit: 'refused',
  },
  ALREADY_ABORTING: {
    message: (run: string, name: string) => `Evacuation ${run} of ${name} is being aborted; it cannot be resumed.`,
    hint: (run: string) => `ops evacuate abort ${run}`,
    exit: 'refused',
  },
  AT_WORK: {
    message: (run: string) => `An ops is at work on evacuation ${run}; there is nothing to settle while it lives.`,
    hint: (run: string) => `ops runs show ${run}`,
    exit: 'refused',
  },
  SETTLED_OTHERWISE: {
    message: (run: string, name: string, at: string, how: 'abort' | 'resume') =>
      how === 'abort'
        ? `Evacuation ${run} of ${name} is over, and it is on ${at}: there is nothing to take back.`
        : `Evacuation ${run} of ${name} was taken back, and it stayed on ${at}: there is nothing to carry on.`,
    hint: (_run: string, _name: string, at: string) => `ops evacuate ${at} moves what runs there`,
    exit: 'refused',
  },
  ONLY_COPY: {
    message: (run: string, name: string, where: string) =>
      `${name} is gone from its source; evacuation ${run} has its only copy ${where}, which abort would destroy.`,
    hint: (run: string) => `ops evacuate resume ${run}`,
    exit: 'refused',
  },
  IN_DOUBT: {
    message: (run: string, name: string, sentence: string, _next: string) =>
      `Where ${name} of evacuation ${run} may run is unknown: ${sentence} Nothing was changed.`,
    hint: (_run: string, _name: string, _sentence: string, next: string) => next,
    exit: 'unreachable',
  },
  COPY_GONE: {
    message: (run: string, name: string, source: string, destination: string) =>
      `${name} of evacuation ${run} was started on ${destination} and is not there any more; its older state is held on ${source}.`,
    hint: (run: string) => `look why on its host; then ops evacuate abort ${run} --with-loss REASON goes on from the older state`,
    exit: 'refused',
  },
  DESTINATION_GONE: {
    message: (run: string, name: string, destination: string, why: string) =>
      `Evacuation ${run} of ${name} is committed to ${destination}, which runs nothing now: ${why}.`,
    hint: (run: string, _name: string, destination: string) =>
      `make ${destination} answer again and ops evacuate status; if it never will, ops evacuate abort ${run} --destination-gone REASON --with-loss REASON goes on from the source's older state`,
    exit: 'refused',
  },
  STEP_FAILED: {
    message: (host: string, what: string, cause: string, _next?: string) => `${host}: ${what}: ${cause}`,
    hint: (_host: string, _what: string, _cause: string, next?: string) => next,
    exit: 'allFailed',
  },
  MOVE_FAILED: {
    message: (name: string, source: string, destination: string, cause: string) =>
      `${name} was not moved from ${source} to ${destination}, it goes on running on ${source}. ${cause}`,
    hint: () => 'mend the cause, then run ops evacuate again',
    exit: 'allFailed',
  },
  MOVE_ENDED: {
    message: (name: string, source: string) =>
      `${name} does not run on ${source} any more, and there is no held state of it to go on with.`,
    exit: 'allFailed',
  },
  UNSETTLED: {
    message: (run: string, name: string, cause: string) => `Evacuation ${run} of ${name} is not settled: ${cause}`,
    hint: () => 'ops evacuate status',
    exit: 'allFailed',
  },
  TARGET_FAILED: {
    message: (host: string, cause: string) => `A step on ${host} failed: ${cause}.`,
    exit: 'allFailed',
  },
  TARGET_REFUSED: {
    message: (host: string, cause: string) => `${host} refused a step: ${cause}.`,
    exit: 'refused',
  },
  FENCED: {
    message: (host: string, seen: string) => `Another ops took this evacuation over on ${host} (${seen}).`,
    hint: () => 'ops evacuate status',
    exit: 'refused',
  },
})
