import type {MoveObstacle} from '@ops/core/seams'
import type {ScriptOutput} from '../../remote/run-script.ts'
import {outputFiles, transferredFiles} from '../config/migration-context.ts'
import {memoryFiles} from './find-shared-obstacles.ts'
import {obstacle, type SurveyedProcess} from './surveyed-process.ts'
import {findUndeclaredWrites} from './undeclared-writes.ts'

interface FileFacts {
  size: string
  mode: string
  hash: string
}

/**
 * criu restores open and mapped files by path and checks size and mode only; a library of the same size and other content
 * would crash the copy. So every file that is not sent along must be the same on both hosts.
 */
export function findFileDifferences({name, config, source, destination}: SurveyedProcess): MoveObstacle[] {
  const [here, there] = [parseFiles(source.output), parseFiles(destination.output)]
  const workload = {name, kind: 'process', host: source.host, config: {...config}}
  const declared = transferredFiles({workload, migrationContext: {outputs: outputFiles(config)}})
  const sent = [...declared, ...memoryFiles(source.output)]
  const isSent = (path: string) => sent.some((one) => path === one || path.startsWith(`${one}/`))
  // Obstacles of their own.
  const unsupported = new Set([...source.output.all('device'), ...source.output.all('unmounted')].map((line) => line.split(' ')[1] ?? ''))
  const obstacles: MoveObstacle[] = []
  const written: string[] = []
  for (const [path, use] of here.uses) {
    if (isSent(path) || unsupported.has(path)) continue
    const shared = here.shared.get(path)
    if (shared !== undefined && shared === there.shared.get(path)) continue
    if (use === 'dir') {
      if (!there.folders.has(path))
        obstacles.push(
          obstacle(
            destination.host,
            `The folder ${path} of ${name} does not exist on ${destination.host}.`,
            `make ${path} on ${destination.host}, or add ${path} to "files:" of ${name}`,
          ),
        )
    } else if (use === 'write') written.push(path)
    else obstacles.push(...compareFile({name, path, host: destination.host}, here.files.get(path), there.files.get(path)))
  }
  return [...findUndeclaredWrites({name, host: source.host}, written), ...obstacles]
}

function compareFile(
  {name, path, host}: {name: string; path: string; host: string},
  here: FileFacts | undefined,
  there: FileFacts | undefined,
): MoveObstacle[] {
  // criu itself checks sockets, devices and paths without a file behind them.
  if (here === undefined) return []
  const hint = `install the same version of ${path} on both hosts, or add ${path} to "files:" of ${name}`
  if (there === undefined) return [obstacle(host, `${path}, which ${name} uses, does not exist on ${host}.`, hint)]
  const which = here.size !== there.size ? 'size' : here.mode !== there.mode ? 'mode' : here.hash !== there.hash ? 'content' : undefined
  return which === undefined ? [] : [obstacle(host, `${path}, which ${name} uses, differs in ${which} on ${host}.`, hint)]
}

function parseFiles(output: ScriptOutput) {
  const files = new Map<string, FileFacts>()
  for (const line of output.all('file')) {
    const [, size = '', mode = '', hash = '', path = ''] = /^(\d+) (\d+) (\S+) (.*)$/.exec(line) ?? []
    files.set(path, {size, mode, hash})
  }
  const uses = new Map(output.all('use').map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))] as const))
  const shared = new Map<string, string>()
  for (const line of output.all('shared')) {
    const [, path = '', what = ''] = /^(.*) (\S+ \S+)$/.exec(line) ?? []
    shared.set(path, what)
  }
  return {files, uses, shared, folders: new Set(output.all('dir'))}
}
