export {checkGuards, missingPluginGuard} from './check-guards.ts'
export {toFinding} from './errors.ts'
export {GuardRefusal} from './guard-refusal.ts'
export {type GuardedAct, noteForced, refusals, runGuards} from './run-guards.ts'
