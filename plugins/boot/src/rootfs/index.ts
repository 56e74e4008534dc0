export {prepareRoot, type PreparedRoot} from './prepare-root.ts'
export {rootRequest} from './root-request.ts'
export {rootText} from './root-text.ts'
