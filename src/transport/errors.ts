import {formatDuration} from '../text/index.ts'
import {errorTable} from '../errors/index.ts'

export const transportErrors = errorTable({
  TRANSPORT_UNREACHABLE: {
    message: (host: string, how: string, cause: string, _check?: string) => `${host} cannot be reached ${how}: ${cause}.`,
    hint: (host: string, _how: string, cause: string, check?: string) =>
      cause.startsWith('Could not resolve hostname')
        ? `correct "address:" of ${host} in the inventory, or the name service`
        : `check that ${host} is on${check === undefined ? '' : `, and run ${check}`}`,
    exit: 'unreachable',
    meaning: 'No connection to the host was made, so the command did not run there.',
  },
  TRANSPORT_LOST: {
    message: (host: string, program: string, cause: string) =>
      `The link to ${host} was lost while the program ${program} ran there (${cause}), so how it ended is unknown.`,
    hint: (host: string) => `check that ${host} is on and answers`,
    exit: 'unreachable',
    meaning: 'The connection broke while a command ran. It may have ended, failed, or still run; ops does not repeat it.',
  },
  TRANSPORT_NOT_STARTED: {
    message: (host: string, program: string, cause: string) => `The program ${program} could not be started on ${host}: ${cause}.`,
    hint: () => 'ops doctor',
    exit: 'unreachable',
    meaning: 'The program that runs the command (such as ssh or nsenter) is missing or not executable. The command did not run.',
  },
  TRANSPORT_DEADLINE: {
    message: (host: string, program: string, ms: number) => `The program ${program} on ${host} did not end within ${formatDuration(ms)}.`,
    hint: (host: string) => `check that ${host} is on and answers`,
    exit: 'deadline',
    meaning: 'ops ended the command on this machine at its time limit. What the command did on the host up to then is unknown.',
  },
  TRANSPORT_OUTPUT_TOO_LARGE: {
    message: (host: string, program: string, bytes: number) => `The program ${program} on ${host} printed more than ${bytes} bytes.`,
    exit: 'internal',
    meaning: 'The output is larger than any that ops expects, so it was not evaluated. The command was ended.',
  },
  TRANSPORT_NO_ADDRESS: {
    message: (host: string) => `${host} has no address in the inventory, so nothing can be run on it.`,
    hint: (host: string) => `add "address:" to ${host} in the inventory`,
    exit: 'usage',
    meaning: 'ops reaches hosts by ssh at the address in the inventory, and this host has none. Nothing was run on it.',
  },
})
