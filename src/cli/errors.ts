import {errorTable} from '../errors/index.ts'

export const cliErrors = errorTable({
  CLI_SYSTEM_REFUSED: {
    message: (act: string, why: string, _next: string) => `The system refused to ${act}: ${why}.`,
    hint: (_act, _why, next) => next,
    exit: 'refused',
  },
  CLI_PATH_WRONG: {
    message: (act: string, why: string, _next: string) => `ops could not ${act}: ${why}.`,
    hint: (_act, _why, next) => next,
    exit: 'usage',
  },
})
