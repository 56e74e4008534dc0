export type {Answer} from './answer.ts'
export {OpsCommand} from './ops-command.ts'
export {understandError} from './understand-error.ts'
