export type {CacheDirectory, DirectoryFiles, FileVersion, MirrorCache} from './mirror-cache.ts'
export {readCache} from './read-cache.ts'
export {writeCache} from './write-cache.ts'
