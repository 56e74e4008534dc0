import {join, resolve} from 'node:path'
import {Flags} from '@ops/core/cli'

/** `--dir` of every lab command. */
export const dirFlag = Flags.string({description: 'folder of the lab (default: `lab` in the state directory)', helpValue: 'DIR'})

export function labDir(flag: string | undefined, stateDir: string): string {
  return flag === undefined ? join(stateDir, 'lab') : resolve(flag)
}
