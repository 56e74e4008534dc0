import {Flags} from '@oclif/core'

/** Flags of the commands that take power away. */
export const cutFlags = {
  hard: Flags.boolean({description: 'skip the orderly shutdown (journalled)'}),
  force: Flags.string({description: 'pass what guards found, for this reason (journalled)', helpValue: 'REASON'}),
  to: Flags.string({description: 'where evacuation moves the work', helpValue: 'HOST'}),
  yes: Flags.boolean({char: 'y', description: 'do not ask about --hard or --force'}),
  confirm: Flags.string({description: 'the host set once more, for more than five hosts', helpValue: 'SET'}),
  'dry-run': Flags.boolean({char: 'n', description: 'print what would be done, and do nothing (exit 6)'}),
}

export interface CutFlagValues {
  hard: boolean
  force?: string | undefined
  to?: string | undefined
  yes: boolean
  confirm?: string | undefined
  'dry-run': boolean
}
