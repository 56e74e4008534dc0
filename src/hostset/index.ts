export {emptyUniverse, expandHosts, type Universe} from './expand.ts'
export {foldHosts} from './fold.ts'
