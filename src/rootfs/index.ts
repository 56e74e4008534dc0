export {type BuildRootfs, buildRootfs, cachedRootfs} from './build-rootfs.ts'
export {type RootfsSpec, rootfsCacheDir} from './spec.ts'
