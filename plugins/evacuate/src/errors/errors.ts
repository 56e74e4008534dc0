import {errorTable} from '@ops/core/errors'
import {plural} from '@ops/core/text'

/** Errors of planning and moving; those of `abort` and `resume` are in resolve-errors.ts. */
export const errors = errorTable({
  EVACUATE_REFUSED: {
    message: (host: string, sentences: readonly string[], _next?: string) => `${host} cannot be evacuated: ${sentences.join(' ')}`,
    hint: (host: string, _: readonly string[], next?: string) => next ?? `ops evacuate ${host} --dry-run`,
    hintNote: 'each obstacle is printed with its own next step, and is one of `parts` with --json',
    exit: 'refused',
    meaning:
      'Each possible destination has at least one obstacle, or the declaration of a guest has changed so that it does not describe the work that came. Nothing was changed, and the work runs on.',
  },
  EVACUATE_DESTINATION_MISSING: {
    message: (host: string) => `${host} has running work, but neither --to nor the inventory names another host to evacuate it to.`,
    hint: (host: string) => `add "evacuate: {to: HOSTSET}" to ${host} in the inventory, or run ops evacuate ${host} --to HOST`,
    exit: 'refused',
    meaning: 'ops does not choose a destination by itself. Nothing was changed, and the work runs on.',
  },
  EVACUATE_WORKLOAD_UNKNOWN: {
    message: (host: string, name: string, sentence: string) => `ops cannot tell whether ${name} runs on ${host}: ${sentence}`,
    hint: (host: string) => `ops evacuate status ${host}`,
    exit: 'refused',
    meaning: 'The check of a declared workload gave neither "runs" nor "does not run". Nothing was changed.',
  },
  EVACUATE_OPEN: {
    message: (host: string, run: string, name: string, sentence: string, _next: string) =>
      `Evacuation ${run} of ${name}, which involves ${host}, is not finished: ${sentence}`,
    hint: (_host: string, _run: string, _name: string, _sentence: string, next: string) => next,
    hintNote: 'finish the open evacuation with ops evacuate resume RUN or ops evacuate abort RUN, as ops evacuate status prints it',
    exit: 'refused',
    meaning:
      'An evacuation was interrupted, or still runs. A host with an open move is neither evacuated nor cut until that move is finished.',
  },
  EVACUATE_HOST_SILENT: {
    message: (_host: string, why: string) => why,
    hint: (host: string) => `check that ${host} is on and answers`,
    exit: 'unreachable',
    meaning: 'The host did not answer, so neither its work nor its records could be read. Nothing was changed.',
  },
  EVACUATE_STEP_FAILED: {
    message: (host: string, what: string, cause: string, _next?: string) => `${host}: ${what}: ${cause}`,
    hint: (_host: string, _what: string, _cause: string, next?: string) => next,
    hintNote: 'read the log that the hint names, or run ops evacuate status',
    exit: 'allFailed',
    meaning: 'One step of a move failed on the host. Before COMMIT ops then lets the source run on; ops evacuate status shows the state.',
  },
  EVACUATE_MOVE_FAILED: {
    message: (name: string, source: string, destination: string, cause: string, _next?: string) =>
      `${name} was not moved from ${source} to ${destination} and goes on running on ${source}. ${cause}`,
    hint: (_name: string, source: string, _destination: string, _cause: string, next = 'fix the cause') =>
      `${next.startsWith('ops ') ? 'run ' : ''}${next}; then run ops evacuate ${source}`,
    hintNote: 'follow the next step of the cause, then run ops evacuate *source*',
    exit: 'allFailed',
    meaning:
      'A step failed before the copy was started. The copy was destroyed, the work was seen running on its source, and no state was lost.',
  },
  EVACUATE_MOVE_ENDED: {
    message: (name: string, source: string, _next?: string) =>
      `${name} no longer runs on ${source}, and no held state of ${name} exists there.`,
    hint: (name: string, source: string, next?: string) => next ?? `start ${name} on ${source} again if it should run`,
    exit: 'allFailed',
    meaning:
      'Neither host runs the work, and no state to continue from exists: it ended before it was held, or it was lost together with a host.',
  },
  EVACUATE_IMAGES_GONE: {
    message: (_run: string, name: string, source: string, why: string) => `${name} was held on ${source}: ${why}`,
    hint: (run: string) => `ops evacuate abort ${run}`,
    exit: 'allFailed',
    meaning:
      'The source was restarted while it held the work, and the memory images did not survive that: their folder is a tmpfs. Nothing is left to continue from; abort closes the move.',
  },
  EVACUATE_UNFINISHED: {
    message: (run: string, name: string, cause: string, _next: string) => `Evacuation ${run} of ${name} is not finished: ${cause}`,
    hint: (_run: string, _name: string, _cause: string, next: string) => next,
    hintNote: 'run the command that ops evacuate status names',
    exit: 'allFailed',
    meaning:
      'The move failed and could not be undone or finished either, because a host did not answer or refused. At most one copy runs; the records on both hosts are kept until the move is finished.',
  },
  EVACUATE_SCRIPT_FAILED: {
    message: (host: string, cause: string) => `A step on ${host} failed: ${cause}.`,
    hint: (host: string) => `run ops doctor and check perl, disk space and root access on ${host}`,
    exit: 'allFailed',
    meaning:
      'A script of ops ended with an error on the host. How far it came is unknown; ops reads the state of the host before it acts again.',
  },
  EVACUATE_SCRIPT_REFUSED: {
    message: (host: string, cause: string) => `${host} refused a step: ${cause}.`,
    hint: () => 'ops evacuate status',
    exit: 'refused',
    meaning: 'A script of ops found that its step is not allowed in the present state of the host, and did not do it.',
  },
  EVACUATE_STATUS_UNKNOWN: {
    meaning: 'The state of a move follows from the records of both hosts, and not all of them could be read. Nothing was changed.',
    message: (silent: readonly string[], unknown: number) =>
      silent.length === 0
        ? `The state of ${plural(unknown, 'move')} is unknown.`
        : `The moves of ${silent.join(', ')} are unknown, because ${silent.length === 1 ? 'that host does' : 'those hosts do'} not answer.`,
    hint: () => 'make the hosts reachable (ops doctor tests each), then run ops evacuate status again',
    exit: 'unreachable',
  },
  EVACUATE_UNREACHED: {
    message: ({run, source, destination}: Record<'run' | 'source' | 'destination', string>, name: string, state: 'stayed' | 'ended') =>
      `${name} ${state === 'stayed' ? `stays on ${source}` : `does not exist on ${source} any more`}. ${destination} was not reached: the record of evacuation ${run} there may still be open.`,
    hint: ({run, destination}: Record<'run' | 'destination', string>) => `run ops evacuate abort ${run} again when ${destination} answers`,
    exit: 'unreachable',
    meaning:
      'The abort was done at the source. The destination had not been asked to make a copy, but it did not answer, so its record could not be closed.',
  },
  EVACUATE_FENCED: {
    message: (host: string, seen: string) => `Another ops process has taken over this evacuation on ${host} (${seen}).`,
    hint: () => 'ops evacuate status',
    exit: 'refused',
    meaning:
      'This process lost the evacuation to one with a higher epoch, and the host did not execute its step. The other process decides how the move ends.',
  },
})
