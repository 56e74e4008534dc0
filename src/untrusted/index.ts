export {escapeJson, escapeLines, escapeText} from './escape.ts'
export {Untrusted, untrusted} from './untrusted.ts'
