// Makes `ops` a command that can be typed: a symbolic link in a folder of the PATH. Never replaces another program called ops.
import {accessSync, constants, lstatSync, mkdirSync, realpathSync, symlinkSync} from 'node:fs'
import {delimiter, join} from 'node:path'

/**
 * Where the link shall lie: `{state: 'there' | 'new' | 'taken', file, onPath}`.
 * `there`: `ops` is this one already. `taken`: `file` is another ops.
 * @param {{target: string, path: string, home: string, isRoot: boolean, npmPrefix?: string}} machine
 */
export function planLink({target, path, home, isRoot, npmPrefix}) {
  // Without the folders that npm run puts in front.
  const folders = path.split(delimiter).filter((folder) => folder.startsWith('/') && !/\/(\.bin|node-gyp-bin)$/.test(folder))
  const found = folders.map((folder) => join(folder, 'ops')).find(exists)
  if (found !== undefined) return {state: resolved(found) === resolved(target) ? 'there' : 'taken', file: found, onPath: true}
  const own = [join(home, '.local/bin'), join(home, 'bin')]
  const wanted = [...(isRoot ? ['/usr/local/bin'] : []), ...own, ...(npmPrefix ? [join(npmPrefix, 'bin')] : []), '/usr/local/bin']
  const folder = wanted.find((name) => folders.includes(name) && isWritable(name))
  const file = join(folder ?? own[0], 'ops')
  if (exists(file)) return {state: resolved(file) === resolved(target) ? 'there' : 'taken', file, onPath: false}
  return {state: 'new', file, onPath: folder !== undefined}
}

/** Makes the link of a plan whose state is `new`. */
export function makeLink(file, target) {
  mkdirSync(join(file, '..'), {recursive: true})
  symlinkSync(target, file)
}

/** Also true for a link that leads nowhere. */
function exists(file) {
  return lstatSync(file, {throwIfNoEntry: false}) !== undefined
}

function resolved(file) {
  try {
    return realpathSync(file)
  } catch {
    return undefined
  }
}

function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
