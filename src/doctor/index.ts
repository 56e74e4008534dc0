export {diagnose} from './diagnose.ts'
export {findPrograms, type ProgramNeed} from './programs.ts'
export {type Diagnosis, renderFindings} from './render-findings.ts'
