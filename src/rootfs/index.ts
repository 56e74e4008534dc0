export {buildRootfs, cachedRootfs} from './build-rootfs.ts'
export {rootfsCacheDir} from './cache-dir.ts'
export type {RootfsSpec} from './spec.ts'
