import {randomBytes} from 'node:crypto'
import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {localTransport} from '@ops/core/transport'
import {lastLine} from '@ops/core/text'
import {quoteConfig, type SshTarget, sshOptions} from '../ssh/options.ts'
import type {Check} from './check.ts'

const sizeBytes = 100_000
const sftpMs = 60_000

/** Sends random bytes to the phone, fetches them back, removes them there, and compares. */
export async function sftpRoundTrip(target: SshTarget, identity: string, folder: string, signal: AbortSignal | undefined): Promise<Check> {
  const [sent, back] = [join(folder, 'sent'), join(folder, 'back')]
  const remote = `/data/local/tmp/ops-${randomBytes(8).toString('hex')}`
  await writeFile(sent, randomBytes(sizeBytes))
  const batch = `put ${sent} ${remote}\nget ${remote} ${back}\nrm ${remote}\n`
  const argv = [
    'sftp',
    ...sshOptions(target),
    '-o',
    'BatchMode=yes',
    '-o',
    `IdentityFile=${quoteConfig(identity)}`,
    '-b',
    '-',
    'shell@phone',
  ]
  const {code, stderr} = await localTransport('this machine').exec(argv, {
    stdin: batch,
    timeoutMs: sftpMs,
    ...(signal === undefined ? {} : {signal}),
  })
  if (code !== 0) return {name: 'sftp', state: 'fails', detail: `sftp ended with ${code}: ${lastLine(stderr)}`}
  const same = (await readFile(sent)).equals(await readFile(back))
  return {
    name: 'sftp',
    state: same ? 'holds' : 'fails',
    detail: same ? `${sizeBytes} bytes were sent and read back` : 'the bytes that were read back differ',
  }
}
