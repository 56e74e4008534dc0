import type {MoveObstacle} from '@ops/core/seams'
import type {ScriptOutput} from '../../remote/run-script.ts'
import {recordBase} from '../../records/record.ts'
import {listSome} from '../../transfer/list-some.ts'
import {obstacle} from './surveyed-process.ts'

/** Folders that belong to the system or to many programs: none is sent as a whole. */
const commonFolders = new Set([
  '/',
  ...['/boot', '/etc', '/home', '/media', '/mnt', '/opt', '/root', '/run', '/srv', '/tmp', '/usr', '/usr/local', '/dev/shm'],
  ...['/var', ...['cache', 'lib', 'local', 'log', 'mail', 'opt', 'run', 'spool', 'tmp', 'www'].map((name) => `/var/${name}`)],
  ...['/var/lib/ops', recordBase],
])

const isCommon = (folder: string) => commonFolders.has(folder) || /^\/(home|run\/user)\/[^/]+$/.test(folder)

/** Files that the tree writes and that are not sent: one obstacle names all of them, and what to declare. */
export function findUndeclaredWrites({name, host}: {name: string; host: string}, paths: readonly string[]): MoveObstacle[] {
  const [first, ...more] = paths
  if (first === undefined) return []
  const what = more.length === 0 ? `${first} on ${host}` : `${paths.length} files on ${host} (${listSome(paths)})`
  const hint = `add ${foldPaths(paths).join(', ')} to "files:" of ${name}`
  return [obstacle(host, `${name} writes ${what}, which would stay behind.`, hint)]
}

/** Paths to declare: of files that lie below one folder of their own, that folder. */
export function foldPaths(paths: readonly string[]): string[] {
  const groups = Map.groupBy(paths, ownFolder)
  return [...groups].flatMap(([folder, files]) => (files.length > 1 && folder !== undefined ? [deepestCommon(files)] : files))
}

/** The topmost folder above a file that is not one of many programs. */
function ownFolder(path: string): string | undefined {
  return foldersAbove(path).find((folder) => !isCommon(folder))
}

function deepestCommon(files: readonly string[]): string {
  const [first = '', ...others] = files
  return foldersAbove(first).findLast((folder) => others.every((path) => path.startsWith(`${folder}/`))) ?? first
}

/** From the top, without the root. */
function foldersAbove(path: string): string[] {
  const words = path.split('/').slice(1, -1)
  return words.map((_, at) => `/${words.slice(0, at + 1).join('/')}`)
}

const roles: Record<string, (name: string) => string> = {
  cwd: (name) => `the working folder of ${name}`,
  pidfile: (name) => `the folder of the pidfile of ${name}`,
  socket: (name) => `the folder of a unix socket of ${name}`,
}

/**
 * A program may open its files only while it saves, so that no survey sees them: notes of folders that its user may write and of
 * which nothing is declared.
 */
export function noteUndeclaredFolders(output: ScriptOutput, {name, files}: {name: string; files: readonly string[]}): string[] {
  const isDeclared = (folder: string) =>
    files.some((file) => folder === file || folder.startsWith(`${file}/`) || file.startsWith(`${folder}/`))
  return output.all('writable').flatMap((line) => {
    const [, role = '', folder = ''] = /^(\S+) (.*)$/.exec(line) ?? []
    if (isCommon(folder) || isDeclared(folder)) return []
    const what = roles[role]?.(name) ?? 'a folder'
    return [
      `${folder}, ${what}, is writable for its user and is not declared; files there stay behind. Add ${folder} to "files:" of ${name} if it keeps data there.`,
    ]
  })
}
