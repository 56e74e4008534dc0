import {errorTable} from '@ops/core/errors'

/** Errors of acts that need a reason or a yes. */
export const confirmErrors = errorTable({
  POWER_NO_REASON: {
    message: () => '--force has no reason.',
    hint: () => "give the reason in words, e.g. --force 'the machine hangs', for the journal",
    exit: 'usage',
    meaning: 'A forced cut is recorded in the journal with its reason, and the reason is empty. Nothing was changed.',
  },
  POWER_CONFIRM_NEEDED: {
    message: (action: string, _next: string) => `ops needs a confirmation for this: ${action}.`,
    hint: (_action, next) => next,
    hintNote: 'repeat the command with --yes; for more than five hosts with --confirm and the host set',
    exit: 'refused',
    meaning:
      'The command affects more than five hosts, or skips the shutdown or the guards, and neither a flag nor an answer at a terminal confirmed it. Nothing was changed.',
  },
  POWER_CONFIRM_DECLINED: {
    message: (action: string) => `ops did nothing, because the answer was no: ${action}.`,
    exit: 'refused',
    meaning: 'The question at the terminal was answered with anything but y. Nothing was changed.',
  },
})
