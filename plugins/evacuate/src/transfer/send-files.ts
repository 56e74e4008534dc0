import type {Move} from '@ops/core/seams'
import {runScript} from '../remote/run-script.ts'
import {countLines, hashFiles} from './hash-files.ts'
import {sendTar, streamMs} from './send-tar.ts'

const receiveScript = new URL('./scripts/receive-files.pl', import.meta.url)
const verifyScript = new URL('./scripts/verify-files.pl', import.meta.url)

export interface SentFiles {
  /** Absolute paths, as they are below `from` and shall be below `to`. */
  paths: readonly string[]
  /** Folders that stand for the root (default: the root itself). */
  from?: string
  to?: string
  /** Those above the paths, as the hook of criu writes them: `MODE UID GID PATH`, separated by \x1f. */
  folders?: string | undefined
}

/** Sends files and folders while nothing writes them, and verifies every byte at the destination. */
export async function sendFiles(
  move: Move,
  {paths, from = '/', to = '/', folders}: SentFiles,
  signal: AbortSignal,
): Promise<{bytes: number; files: number}> {
  if (paths.length === 0) return {bytes: 0, files: 0}
  const relative = paths.map((path) => `./${path.slice(1)}`)
  const args = {dir: move.record, epoch: move.epoch, root: to}
  const [bytes, manifest] = await Promise.all([
    sendTar(move, {argv: ['tar', '-C', from, '-cf', '-', '--', ...relative], receiveScript, args: {...args, folders}}, signal),
    hashFiles(move.source, from, relative, signal),
  ])
  await runScript(move.destination, verifyScript, args, {signal, stdin: manifest, timeoutMs: streamMs})
  return {bytes, files: countLines(manifest)}
}
