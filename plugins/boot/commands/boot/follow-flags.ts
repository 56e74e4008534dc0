import {Flags} from '@oclif/core'

/** Flags of the commands that follow boots. */
export const followFlags = {
  for: Flags.string({description: 'time that a boot may take', default: '10m', helpValue: 'TIME'}),
  control: Flags.string({description: "control socket of ops boot serve (default: in ops's state directory)", helpValue: 'PATH'}),
}
