import {errorTable} from '../errors/index.ts'

export const errors = errorTable({
  RUN_UNKNOWN: {
    message: (id: string) => `The journal knows no run ${id}.`,
    hint: () => 'ops runs list',
    exit: 'usage',
  },
  RUN_NONE: {
    message: () => 'The journal is empty: no run has been recorded on this machine.',
    exit: 'usage',
  },
})
