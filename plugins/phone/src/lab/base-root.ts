import {existsSync} from 'node:fs'
import {mkdir, rename, rm} from 'node:fs/promises'
import {dirname} from 'node:path'
import {localTransport} from '@ops/core/transport'

/** adbd is the real daemon; mksh and toybox are Android's own shell and commands. */
const packages = ['adbd', 'openssh-server', 'openssh-client', 'openssh-sftp-server', 'mksh', 'toybox']
const buildMs = 300_000

/** A Debian 13 root with the phone's programs, made once (12 s) and then shared read-only by every lab phone. */
export async function baseRoot(cache: string, signal: AbortSignal): Promise<string> {
  const root = `${cache}/phone-trixie-1`
  if (existsSync(root)) return root
  await mkdir(dirname(root), {recursive: true})
  const half = `${root}.${process.pid}`
  const argv = ['mmdebstrap', '--variant=minbase', `--include=${packages.join(',')}`, 'trixie', half]
  const {code, stderr} = await localTransport('this machine').exec(argv, {timeoutMs: buildMs, signal})
  if (code !== 0) throw new Error(`mmdebstrap ended with ${code}: ${stderr.trim().split('\n').at(-1)}`)
  // Two labs may build at once; the first one to finish wins.
  await rename(half, root).catch(() => rm(half, {recursive: true, force: true}))
  return root
}
