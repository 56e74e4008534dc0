export {diagnose} from './diagnose.ts'
export {findPrograms, type ProgramNeed} from './programs.ts'
export {type Diagnosis, renderFindings} from './render-findings.ts'
export {findKeyFiles} from './key-files.ts'
