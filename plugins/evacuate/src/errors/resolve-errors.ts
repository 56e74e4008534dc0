import {foldHosts} from '@ops/core/hostset'
import {errorTable} from '@ops/core/errors'

/** Errors of moves that an earlier run left open: `ops evacuate abort` and `ops evacuate resume`. */
export const resolveErrors = errorTable({
  EVACUATE_RUN_NOT_FOUND: {
    message: (run: string, hosts: readonly string[]) => `No record of evacuation "${run}" was found on ${foldHosts(hosts)}.`,
    hint: () => 'ops evacuate status',
    exit: 'usage',
    meaning: 'Every host that has an address answered, and neither the hosts nor the journal know this run. Nothing was changed.',
  },
  EVACUATE_HOSTS_SILENT: {
    message: (run: string, hosts: readonly string[]) => `Evacuation ${run} cannot be inspected: no answer from ${foldHosts(hosts)}.`,
    hint: () => 'ops evacuate status',
    exit: 'unreachable',
    meaning: 'No host that answered knows this run, and the silent hosts may have its record. Nothing was changed.',
  },
  EVACUATE_COMMITTED: {
    message: (run: string, name: string, destination: string) =>
      `Evacuation ${run} of ${name} is committed: ${destination} may run ${name}, so the evacuation cannot be aborted.`,
    hint: (run: string) => `ops evacuate resume ${run}`,
    exit: 'refused',
    meaning: 'After COMMIT the destination may run the work, so starting the source again could run it twice. Nothing was changed.',
  },
  EVACUATE_ABORTING: {
    message: (run: string, name: string) => `Evacuation ${run} of ${name} is being aborted, so it cannot be resumed.`,
    hint: (run: string) => `ops evacuate abort ${run}`,
    exit: 'refused',
    meaning: 'An abort was begun and not finished. Only the abort can finish the move; nothing was changed.',
  },
  EVACUATE_IN_PROGRESS: {
    message: (run: string, actor: string) => `Evacuation ${run} is still being run by an ops process of ${actor}.`,
    hint: (run: string) => `wait for it to finish; ops runs show ${run} shows how far it is`,
    exit: 'refused',
    meaning: 'The process that runs the evacuation is alive, so the move is not open. Nothing was changed.',
  },
  EVACUATE_FINISHED: {
    message: (run: string, name: string, at: string, command: 'abort' | 'resume') =>
      command === 'abort'
        ? `Evacuation ${run} has finished: ${name} was moved to ${at}, so the evacuation cannot be aborted.`
        : `Evacuation ${run} was aborted: ${name} stayed on ${at}, so the evacuation cannot be resumed.`,
    hint: (_run: string, _name: string, at: string) => `ops evacuate ${at}`,
    exit: 'refused',
    meaning: 'The move ended before, with the other outcome. Nothing was changed; a new evacuation can move the work again.',
  },
  EVACUATE_ONLY_COPY: {
    message: (run: string, name: string, where: string) =>
      `${name} no longer exists on its source: evacuation ${run} has its only copy ${where}, and abort would destroy that copy.`,
    hint: (run: string) => `ops evacuate resume ${run}`,
    exit: 'refused',
    meaning: 'The processes on the source are gone, for example because the source was restarted. The copy was kept.',
  },
  EVACUATE_UNKNOWN: {
    message: (run: string, name: string, sentence: string, _next: string) =>
      `ops cannot tell where ${name} of evacuation ${run} may run: ${sentence} Nothing was changed.`,
    hint: (_run: string, _name: string, _sentence: string, next: string) => next,
    hintNote: 'make the silent host answer, or cut its power; then run the command again',
    exit: 'unreachable',
    meaning: 'A host does not answer and may run the work. ops starts nothing until that host answers or its power is proved off.',
  },
  EVACUATE_COPY_GONE: {
    message: (run: string, name: string, source: string, destination: string) =>
      `${name} of evacuation ${run} was started on ${destination} and no longer exists there; its older state is held on ${source}.`,
    hint: (run: string, _name: string, _source: string, destination: string) =>
      `find out why it ended on ${destination}; ops evacuate abort ${run} --with-loss REASON continues from the older state`,
    exit: 'refused',
    meaning:
      'The copy ran after COMMIT and ended. The source still holds the state from before; what the copy did since would be lost with it.',
  },
  EVACUATE_DESTINATION_GONE: {
    message: (run: string, name: string, destination: string, why: string) =>
      `Evacuation ${run} of ${name} is committed to ${destination}, which runs nothing now: ${why}.`,
    hint: (run: string, _name: string, destination: string) =>
      `switch ${destination} on, then run ops evacuate status; if ${destination} is lost for good, ops evacuate abort ${run} --destination-gone REASON --with-loss REASON continues from the older state of the source`,
    exit: 'refused',
    meaning:
      'The destination was lost after COMMIT, so how long the copy ran there is unknown. The source keeps its state; nothing was changed.',
  },
})
