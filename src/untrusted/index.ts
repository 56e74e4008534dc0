export {escapeJson, escapeLines, escapeText, joinLines} from './escape.ts'
export {Untrusted, untrusted} from './untrusted.ts'
