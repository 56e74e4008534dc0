import type {Policy} from './plan.ts'

/** MirrorManager's minimum; see Policy for the order. */
export const defaultPolicy: Policy = {minimum: 5, order: 'stop'}
