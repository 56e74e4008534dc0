export {diagnose} from './diagnose.ts'
export {lookForPrograms, type ProgramNeed} from './programs.ts'
