export {type Progress, type ProgressTask, silentProgress} from './progress.ts'
export {terminalProgress} from './terminal-progress.ts'
