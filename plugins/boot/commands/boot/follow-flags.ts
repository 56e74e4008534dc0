import {Flags} from '@ops/core/cli'

/** Flags of the commands that follow boots. */
export const followFlags = {
  for: Flags.string({description: 'longest time that a boot may take', default: '10m', helpValue: 'TIME'}),
  control: Flags.string({
    description: 'control socket of ops boot serve (default: boot.control of the inventory, else in the state directory)',
    helpValue: 'PATH',
  }),
}
