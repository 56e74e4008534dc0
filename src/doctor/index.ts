export {diagnose} from './diagnose.ts'
export {findPrograms, type ProgramNeed} from './programs.ts'
