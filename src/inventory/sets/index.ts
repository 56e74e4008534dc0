export {findCircles, formatCircle} from './circles.ts'
export {type HostNames, hostNames} from './host-names.ts'
export {type InventoryScope, nearGroup, scopeOf} from './scope.ts'
export {SetChecker, type SetProblem} from './set-checker.ts'
