import {foldHosts} from '@ops/core/hostset'
import {errorTable} from '@ops/core/errors'

/** The run and its hosts, as a plan has them. */
type Hosts = Readonly<Record<'run' | 'source' | 'destination', string>>

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
    meaning: 'The destination runs the work, or may run it, so starting the source again could run it twice. Nothing was changed.',
  },
  EVACUATE_NOT_STARTED: {
    message: ({run, source, destination}: Hosts, name: string, _next: string) =>
      `${name} of evacuation ${run} does not run on ${destination}, where ops has tried to start it. It may have run there for a moment, so its state on ${destination} may be newer than that on ${source}.`,
    hint: (_hosts: Hosts, _name: string, next: string) => next,
    hintNote: 'repair the start and run ops evacuate resume RUN, or run ops evacuate abort RUN --with-loss REASON',
    exit: 'refused',
    meaning:
      'The start failed after COMMIT, and the work does not run on either host. What it may have written at the destination stays there if the source is started again, so that needs a reason. Nothing was changed.',
  },
  EVACUATE_SOURCE_RUNS: {
    message: ({run, source, destination}: Hosts, name: string, _next: string) =>
      `${name} of evacuation ${run} is committed to ${destination} and does not run there, but it runs on ${source}: it was started there from outside.`,
    hint: (_hosts: Hosts, _name: string, next: string) => next,
    hintNote: 'ops evacuate abort RUN finishes the move with the work on its source',
    exit: 'refused',
    meaning: 'To start the work on the destination as well would run it twice. Nothing was changed.',
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
        : `Evacuation ${run} was aborted: ${name} was not moved from ${at}, so the evacuation cannot be resumed.`,
    hint: (_run: string, _name: string, at: string) => `ops evacuate ${at}`,
    exit: 'refused',
    meaning: 'The move ended before, with the other outcome. Nothing was changed; a new evacuation can move the work again.',
  },
  EVACUATE_FINISHED_UNSEEN: {
    message: (run: string, {name, host, command, seen}: {name: string; host: string; command: 'abort' | 'resume'; seen: string}) =>
      `Evacuation ${run} had ${command === 'abort' ? 'been aborted' : 'finished'} before, and ${name} does not run on ${host} now: ${seen}.`,
    hint: (_run: string, {host}: {host: string}) => `ops evacuate status ${host}`,
    exit: 'refused',
    meaning: 'The move was finished by an earlier command. Since then the work has ended or was moved again; nothing was changed.',
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
    message: (run: string, name: string, destination: string, [ran, where]: readonly [ran: string, where: string], _next: string) =>
      `${name} of evacuation ${run} ${ran} on ${destination} and no longer exists there; its older state ${where}.`,
    hint: (_run: string, _name: string, _destination: string, _seen: readonly string[], next: string) => next,
    hintNote:
      'ops evacuate abort RUN --with-loss REASON continues from the held source, ops evacuate resume RUN --with-loss REASON from the images',
    exit: 'refused',
    meaning:
      'The copy ran after COMMIT and ended, or the record that tells whether it ran is gone. The source still has the state from before; what the copy did since would be lost with it.',
  },
  EVACUATE_COPY_ENDED: {
    message: (name: string, destination: string) => `${name} was moved to ${destination} and has ended there since.`,
    hint: (name: string, destination: string) => `start ${name} on ${destination} again if it should run`,
    exit: 'allFailed',
    meaning: 'The move is finished: the copy ran at its destination. It has ended by itself, or with a restart of that host.',
  },
  EVACUATE_SOURCE_OFF: {
    message: (run: string, name: string, _source: string, why: string) =>
      `Evacuation ${run} of ${name} can go neither way: ${why}, and nothing of ${name} has arrived elsewhere.`,
    hint: (_run: string, _name: string, source: string) => `ops power on ${source}`,
    exit: 'unreachable',
    meaning: 'What is left of the work is on its source, which has no power. Nothing was changed.',
  },
  EVACUATE_UNRECORDED: {
    message: (run: string, name: string) => `The records of evacuation ${run} are gone, so ops cannot tell where ${name} is.`,
    hint: (run: string) => `ops evacuate close ${run} --reason REASON`,
    exit: 'refused',
    meaning:
      'The records were written and are not there any more: the hosts were reinstalled, or the records were deleted. ops claims nothing about the work, and changed nothing.',
  },
  EVACUATE_CLOSED: {
    message: (run: string, name: string) =>
      `Evacuation ${run} of ${name} was closed by its operator, so it is neither aborted nor resumed.`,
    hint: (run: string) => `ops runs show ${run}`,
    exit: 'refused',
    meaning: 'A closed move is left as it was found; the journal has the reason, and what was seen then. Nothing was changed.',
  },
  EVACUATE_CLOSE_FINISHED: {
    message: (run: string, _name: string, sentence: string) => `Evacuation ${run} is finished, so there is nothing to close: ${sentence}`,
    hint: () => 'ops evacuate status',
    exit: 'refused',
    meaning: 'The move is not open. Nothing was changed.',
  },
  EVACUATE_CLOSE_NOT_NEEDED: {
    message: (run: string, name: string, sentence: string, _next: string) =>
      `Evacuation ${run} of ${name} can still be finished, so it is not closed: ${sentence}`,
    hint: (_run: string, _name: string, _sentence: string, next: string) => next,
    hintNote: 'run the command that is named; --force closes the move all the same, and leaves everything as it is',
    exit: 'refused',
    meaning: 'abort or resume can finish the move, which is better than to close it. Nothing was changed.',
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
