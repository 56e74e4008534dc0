export {type Progress, type ProgressOptions, type ProgressTask, silentProgress, verboseProgress} from './progress.ts'
export {terminalProgress} from './terminal-progress.ts'
