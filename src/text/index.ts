export {asSentence, errorMessage, lastLine, plural, withoutStop} from './phrases.ts'
export {formatBytes, formatDuration, parseDuration} from './quantities.ts'
export {type Gathered, gather, table} from './tables.ts'
