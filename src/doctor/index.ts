export {diagnose} from './diagnose.ts'
export {hasProgram} from './has-program.ts'
