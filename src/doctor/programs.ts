import type {DoctorFinding} from '../seams/doctor.ts'
import {findProgram} from '../process/find-program.ts'

export interface ProgramNeed {
  program: string
  /** Debian's packages that bring it, as apt-get takes them. */
  packages: string
  /** Commands that do not work without it. */
  feature: string
  /** Nothing in the inventory uses that feature. */
  optional?: boolean
}

/** Programs of this machine; each that is not there with the command that installs it. */
export function findPrograms(needs: readonly ProgramNeed[], env: NodeJS.ProcessEnv = process.env): DoctorFinding[] {
  return needs.map(({program, packages, feature, optional = false}) => {
    const base = {subject: `${program} on this machine`, feature, ...(optional ? {optional} : {})}
    if (findProgram(program, env) !== undefined) return {...base, state: 'ok', message: 'It is installed.'}
    return {...base, state: 'missing', message: 'It is not installed.', fix: `apt-get install ${packages}`}
  })
}
