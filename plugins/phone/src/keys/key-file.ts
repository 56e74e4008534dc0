import {readFile} from 'node:fs/promises'
import {resolve} from 'node:path'
import {homeFolder} from '@ops/core/files'
import {localTransport} from '@ops/core/transport'
import {errorMessage} from '@ops/core/text'
import {keyErrors} from '../errors/key-errors.ts'
import {parsePublicKeys, type PublicKey} from './public-key.ts'

export interface KeyFile {
  file: string
  keys: PublicKey[]
}

export async function readKeyFile(path: string): Promise<KeyFile> {
  const file = resolve(path.replace(/^~(?=\/)/, homeFolder()))
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    throw keyErrors.PHONE_KEY_UNREADABLE(
      {cause},
      file,
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : errorMessage(cause),
    )
  }
  return {file, keys: parsePublicKeys(text, file)}
}

/** The identity for ssh: the private half beside the .pub when it has no passphrase, or the agent's. */
export async function usableIdentity({file, keys}: KeyFile, signal: AbortSignal | undefined): Promise<string | undefined> {
  const local = localTransport('this machine')
  const options = {timeoutMs: 10_000, ...(signal === undefined ? {} : {signal})}
  const blobs = keys.map(({blob}) => blob)
  const half = file.replace(/\.pub$/, '')
  if (half !== file) {
    const {code, stdout} = await local.exec(['ssh-keygen', '-y', '-P', '', '-f', half], options)
    if (code === 0 && blobs.some((blob) => stdout.includes(blob))) return half
  }
  if (process.env['SSH_AUTH_SOCK'] === undefined) return undefined
  const {code, stdout} = await local.exec(['ssh-add', '-L'], options)
  return code === 0 && blobs.some((blob) => stdout.includes(blob)) ? file : undefined
}
