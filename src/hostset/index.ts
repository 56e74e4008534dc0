export {emptyScope, expandHosts, type HostScope, placesOfHosts, selectsHosts} from './expand.ts'
export {foldHosts} from './fold.ts'
