import type {Move} from '@ops/core/seams'
import {runScript} from '../remote/run-script.ts'
import {countLines, hashFiles} from './hash-files.ts'
import {sendTar, streamMs} from './send-tar.ts'

const receiveScript = new URL('./scripts/receive-files.pl', import.meta.url)
const verifyScript = new URL('./scripts/verify-files.pl', import.meta.url)

/** Sends files and folders by their absolute paths while nothing writes them, and verifies every byte at the destination. */
export async function sendFiles(move: Move, paths: readonly string[], signal: AbortSignal): Promise<{bytes: number; files: number}> {
  const relative = paths.map((path) => `./${path.slice(1)}`)
  const args = {dir: move.record, epoch: move.epoch}
  const [bytes, manifest] = await Promise.all([
    sendTar(move, {argv: ['tar', '-C', '/', '-cf', '-', '--', ...relative], receiveScript, args}, signal),
    hashFiles(move.source, '/', relative, signal),
  ])
  await runScript(move.destination, verifyScript, args, {signal, stdin: manifest, timeoutMs: streamMs})
  return {bytes, files: countLines(manifest)}
}
