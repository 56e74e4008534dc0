export {bootPlan} from '../profiles/boot-machine.ts'
export {ladderText} from './ladder-text.ts'
export {systemProbe} from './probe-exec.ts'
export {verifyRoots} from './verify-roots.ts'
