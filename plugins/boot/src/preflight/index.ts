export {preflightMany, type PreflightResult} from './preflight-many.ts'
export {preflightText} from './preflight-text.ts'
