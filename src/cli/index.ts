export type {Answer} from './answer.ts'
export {OpsCommand} from './ops-command.ts'
// Moved; these names go once every plugin imports them from where they are.
export {type Progress, type ProgressTask, silentProgress, terminalProgress} from '../progress/index.ts'
export {formatDuration as showDuration, gather, parseDuration, table} from '../text/index.ts'
