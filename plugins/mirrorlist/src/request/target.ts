import {none} from '../snapshot/layout.ts'
import {cleanPath} from '../net/mirror-url.ts'
import type {Snapshot} from '../snapshot/snapshot.ts'
import type {Query} from './query.ts'

/** What is asked for: a directory, or a file in one. */
export interface Target {
  directory: number
  /** Empty: the directory itself. */
  file: string
  /** Start of the comment line: `# repo = R arch = A `. */
  comment: string
  /** In the snapshot's table; -1 for `path=`. */
  repository: number
}

export type TargetError =
  | {kind: 'unspecified'}
  | {kind: 'bad-path'}
  | {kind: 'disabled'}
  | {kind: 'bad-repository'; comment: string}
  | {kind: 'hole'}

export function isTarget(found: Target | TargetError): found is Target {
  return 'directory' in found
}

/** Resolves `path=`, else `repo=` and `arch=`; for a metalink the latter mean repodata/repomd.xml. */
export function findTarget(snapshot: Snapshot, query: Query, metalink: boolean): Target | TargetError {
  if (query.path !== undefined) return findPath(snapshot, query.path)
  if (query.repo === undefined || query.arch === undefined) return {kind: 'unspecified'}
  const arch = query.repo.includes('source') ? 'source' : query.arch
  const repo = snapshot.redirects.get(query.repo) ?? query.repo
  if (snapshot.disabledRepositories.has(repo)) return {kind: 'disabled'}
  const comment = `# repo = ${cleanPath(repo)} arch = ${cleanPath(arch)} `
  const repository = snapshot.repositoryByKey.get(`${repo}+${arch}`)
  if (repository === undefined) return {kind: 'bad-repository', comment}
  const directory = (metalink ? snapshot.repositoryMetadata : snapshot.repositoryDirectory)[repository] as number
  if (directory === none) return {kind: 'hole'}
  return {directory, file: metalink ? 'repomd.xml' : '', comment, repository}
}

function findPath(snapshot: Snapshot, text: string): Target | TargetError {
  const path = text.replace(/\/{2,}/g, '/').replace(/^\/|\/$/g, '')
  const comment = `# path = ${cleanPath(path)} `
  const directory = snapshot.directoryByName.get(path)
  if (directory !== undefined) return {directory, file: '', comment, repository: -1}
  const slash = path.lastIndexOf('/')
  const file = path.slice(slash + 1)
  const parent = snapshot.directoryByName.get(path.slice(0, Math.max(slash, 0)))
  // A URL that ends in `..` leads out of the directory that the mirror was checked for.
  if (parent === undefined || file === '' || file === '.' || file === '..') return {kind: 'bad-path'}
  return {directory: parent, file, comment, repository: -1}
}
