import type {Move} from '@ops/core/seams'
import {countLines, hashFiles} from '../target/hash-files.ts'
import {runScript} from '../target/run-script.ts'
import {sendFiles} from '../target/send-files.ts'
import {sendTar, streamMs} from '../target/send-tar.ts'
import {receiveImages, verifyImages} from './scripts/destination.ts'
import {destinationArgs, filesOf, imagesOf} from './ticket.ts'

/** Sends images and declared files while the source stands still; nothing counts as arrived before its hashes agree. */
export async function ship(move: Move, signal: AbortSignal): Promise<Record<string, unknown>> {
  const images = imagesOf(move)
  const files = filesOf(move)
  const sent = files.length === 0 ? {bytes: 0, files: 0} : await sendFiles(move, files, signal)
  const [bytes, manifest] = await Promise.all([
    sendTar(move, {argv: ['tar', '-C', images, '-cf', '-', '.'], receive: receiveImages, args: destinationArgs(move)}, signal),
    hashFiles(move.source, images, ['.'], signal),
  ])
  const count = countLines(manifest)
  await runScript(move.destination, verifyImages, {...destinationArgs(move), count}, {signal, timeoutMs: streamMs, stdin: manifest})
  return {bytes: bytes + sent.bytes, images: count, files: sent.files}
}
