import {dirname} from 'node:path/posix'
import type {Transport} from '@ops/core/transport'

/** File systems that lose their content with the power. */
const inMemory = ['tmpfs', 'ramfs']

/** What the owner of the work should know about the declared folder of images on a host: one sentence, or none. */
export async function noteImages(transport: Transport, images: string | undefined, name: string, signal: AbortSignal): Promise<string[]> {
  if (images === undefined || !inMemory.includes(await fileSystemOf(transport, images, signal))) return []
  const {host} = transport
  return [`${images} lies in the memory of ${host}: if ${host} loses its power before the images of ${name} have arrived, ${name} is lost.`]
}

/** Type of the file system on which a path lies, or will lie. */
async function fileSystemOf(transport: Transport, path: string, signal: AbortSignal): Promise<string> {
  const {code, stdout} = await transport.exec(['stat', '-f', '-c', '%T', '--', path], {signal, timeoutMs: 30_000})
  if (code === 0) return stdout.trim()
  return path === '/' ? '' : fileSystemOf(transport, dirname(path), signal)
}
