export {emptyScope, expandHosts, type HostScope} from './expand.ts'
export {foldHosts} from './fold.ts'
