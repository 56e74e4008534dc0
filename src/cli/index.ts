export type {Answer} from './answer.ts'
export {OpsCommand} from './ops-command.ts'
