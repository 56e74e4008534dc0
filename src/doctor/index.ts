export {diagnose} from './diagnose.ts'
export {hasProgram} from './has-program.ts'
export {lookForPrograms, type ProgramNeed} from './programs.ts'
