export {asSentence, errorMessage, lastLine, plural, withoutStop} from './phrases.ts'
export {formatBytes, formatDuration, formatLocalTime, parseDuration} from './quantities.ts'
export {displayWidth, terminalColumns} from './display-width.ts'
export {type Gathered, gather, table, tableRows} from './tables.ts'
