export {diagnose} from './diagnose.ts'
export {findPrograms, findPrograms as lookForPrograms, type ProgramNeed} from './programs.ts'
