import {formatDuration} from '../text/index.ts'
import {errorTable} from '../errors/index.ts'

export const transportErrors = errorTable({
  TRANSPORT_UNREACHABLE: {
    message: (host: string, how: string, cause: string) => `${host} cannot be reached ${how}: ${cause}.`,
    hint: (host: string) => `ops power status ${host}; then check address and ssh keys with ssh -v`,
    exit: 'unreachable',
  },
  TRANSPORT_LOST: {
    message: (host: string, program: string, cause: string) =>
      `The link to ${host} was lost while ${program} ran there (${cause}), so how it ended is unknown.`,
    hint: (host: string) => `ops power status ${host}`,
    exit: 'unreachable',
  },
  TRANSPORT_NOT_STARTED: {
    message: (host: string, program: string, cause: string) => `${program} could not be started on ${host}: ${cause}.`,
    hint: () => 'ops doctor',
    exit: 'unreachable',
  },
  TRANSPORT_DEADLINE: {
    message: (host: string, program: string, ms: number) => `${program} on ${host} did not end within ${formatDuration(ms)}.`,
    exit: 'deadline',
  },
  TRANSPORT_OUTPUT_TOO_LARGE: {
    message: (host: string, program: string, bytes: number) => `${program} on ${host} printed more than ${bytes} bytes.`,
    exit: 'internal',
  },
  TRANSPORT_NO_ADDRESS: {
    message: (host: string) => `${host} has no address in the inventory, so nothing can be run on it.`,
    hint: (host: string) => `add "address:" to ${host} in the inventory`,
    exit: 'usage',
  },
})
