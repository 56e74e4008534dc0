export {type EndOptions, endProcess} from './end-process.ts'
export {identify, livenessOf, type ProcessIdentity, startTicksOf} from './process-identity.ts'
export type {Readiness} from './readiness.ts'
export {type Supervised, type SuperviseSpec, supervise} from './supervise.ts'
