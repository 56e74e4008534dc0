import {errorTable} from '../errors/index.ts'

const untilHint = 'give a length of time, e.g. --until 2h, or a date, e.g. --until 2027-01-31T18:00 or --until 2027-01-31'

export const errors = errorTable({
  MAINTENANCE_NO_REASON: {
    message: () => 'The maintenance has no reason.',
    hint: () => "add the reason in words, e.g. 'new disks'",
    exit: 'usage',
    meaning: 'Others see the reason when ops places no work on the host or refuses to cut it. Nothing was changed.',
  },
  MAINTENANCE_UNTIL_PAST: {
    message: (until: string) => `The end of the maintenance, ${until}, has passed already.`,
    hint: () => untilHint,
    exit: 'usage',
    meaning: 'The end of the maintenance lies in the past. Nothing was changed.',
  },
  MAINTENANCE_UNTIL_UNREADABLE: {
    message: (until: string) => `"${until}" is neither a length of time nor a date of the calendar.`,
    hint: () => untilHint,
    exit: 'usage',
    meaning: 'ops cannot read when the maintenance ends. Nothing was changed.',
  },
  MAINTENANCE_BY_OTHER: {
    message: (host: string, sentence: string) => `${host} ${sentence}`,
    hint: (host: string) => `ask them, or run ops maintenance off ${host}`,
    exit: 'refused',
    meaning: 'Somebody else works on the machine and has said so with ops maintenance on. The machine was not cut; --force overrides it.',
  },
})
