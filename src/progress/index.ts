export {type Progress, type ProgressOptions, type ProgressTask, silentProgress} from './progress.ts'
export {terminalProgress} from './terminal-progress.ts'
