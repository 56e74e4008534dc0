import {accessSync, constants} from 'node:fs'
import {join} from 'node:path'

/**
 * The argv that also ends the program when this process is killed outright (PR_SET_PDEATHSIG by util-linux's setpriv,
 * which Node cannot set itself). Without setpriv the program only ends when it is told to.
 */
export function tiedArgv(argv: readonly string[], path: string | undefined): string[] {
  const setpriv = (path ?? '').split(':').some((folder) => folder !== '' && isProgram(join(folder, 'setpriv')))
  return setpriv ? ['setpriv', '--pdeathsig', 'TERM', '--', ...argv] : [...argv]
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
