import type {MoveObstacle} from '@ops/core/seams'
import type {Answer} from '../target/run-script.ts'
import type {Surveyed} from './judge.ts'
import {filesOf} from './ticket.ts'

interface FileFacts {
  size: string
  mode: string
  hash: string
}

/**
 * criu restores open and mapped files by path and checks size and mode only; a library of the same size and other
 * content would crash the copy. So everything that is not sent along must be the same file on both hosts.
 */
export function compareFiles({name, config, source, destination}: Surveyed): MoveObstacle[] {
  const [here, there] = [read(source.found), read(destination.found)]
  const sent = filesOf({workload: {name, kind: 'process', host: source.host, config: {...config}}})
  const isSent = (path: string) => sent.some((one) => path === one || path.startsWith(`${one}/`))
  const list: MoveObstacle[] = []
  const add = (host: string, message: string, hint: string) => list.push({host, message, hint})
  for (const [path, use] of here.uses) {
    if (isSent(path)) continue
    const common = here.shared.get(path)
    if (common !== undefined && common === there.shared.get(path)) continue
    if (use === 'dir') {
      if (!there.folders.has(path))
        add(
          destination.host,
          `The folder ${path} of ${name} does not exist on ${destination.host}.`,
          `mkdir -p ${path} on ${destination.host}, or add it to "files:"`,
        )
    } else if (use === 'write')
      add(source.host, `${name} writes ${path} on ${source.host}, which would stay behind.`, `add ${path} to "files:" of ${name}`)
    else list.push(...differ(name, path, here.files.get(path), there.files.get(path), destination.host))
  }
  return list
}

function differ(name: string, path: string, here: FileFacts | undefined, there: FileFacts | undefined, host: string): MoveObstacle[] {
  // Sockets, devices and what has no file behind it are criu's to judge.
  if (here === undefined) return []
  const hint = `bring ${path} to the same version on both hosts, or add it to "files:" of ${name}`
  if (there === undefined) return [{host, message: `${path}, which ${name} uses, does not exist on ${host}.`, hint}]
  const which = here.size !== there.size ? 'size' : here.mode !== there.mode ? 'mode' : here.hash !== there.hash ? 'content' : undefined
  return which === undefined ? [] : [{host, message: `${path}, which ${name} uses, differs in ${which} on ${host}.`, hint}]
}

function read(found: Answer) {
  const files = new Map<string, FileFacts>()
  for (const line of found.all('file')) {
    const [, size = '', mode = '', hash = '', path = ''] = /^(\d+) (\d+) (\S+) (.*)$/.exec(line) ?? []
    files.set(path, {size, mode, hash})
  }
  const uses = new Map(found.all('use').map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))] as const))
  const shared = new Map<string, string>()
  for (const line of found.all('shared')) {
    const [, path = '', what = ''] = /^(.*) (\S+ \S+)$/.exec(line) ?? []
    shared.set(path, what)
  }
  return {files, uses, shared, folders: new Set(found.all('dir'))}
}
