import {type ChildProcess, execFile, spawn} from 'node:child_process'
import {once} from 'node:events'
import {promisify} from 'node:util'
import {lastLine} from '@ops/core/text'
import {traceErrors} from '../errors/trace-errors.ts'

const run = promisify(execFile)

/** A network and process namespace of its own, with a tap for the guest. It ends with this process, also after SIGKILL. */
export interface NetworkSpace extends AsyncDisposable {
  /** Prefix of a command that runs inside. */
  inside: string[]
  /** For QEMU: `-netdev NETDEV,id=…`. */
  netdev: string
}

const tap = 'tap0'
/** Milliseconds for one call. */
const callMs = 20_000

/** Makes the namespaces; `address` (with prefix length) is that of the boot server. Needs root. */
export async function networkSpace(address: string, signal: AbortSignal): Promise<NetworkSpace> {
  // cat ends when this process closes its end of the pipe; the kernel then ends all processes of the namespace.
  const holder = spawn('unshare', ['--net', '--pid', '--fork', '--kill-child', 'cat'], {stdio: ['pipe', 'ignore', 'pipe']})
  let complaint = ''
  holder.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  const ended = once(holder, 'exit').catch(() => [])
  const close = async () => {
    holder.stdin.end()
    await ended
  }
  try {
    const inside = ['nsenter', '--target', String(await initOf(holder, signal)), '--net', '--pid']
    const ip = ([program = '', ...rest]: string[], ...args: string[]) => run(program, [...rest, 'ip', ...args], {timeout: callMs, signal})
    await ip(inside, 'link', 'set', 'lo', 'up')
    await ip(inside, 'tuntap', 'add', 'dev', tap, 'mode', 'tap')
    await ip(inside, 'address', 'add', address, 'dev', tap)
    await ip(inside, 'link', 'set', tap, 'up')
    return {inside, netdev: `tap,ifname=${tap},script=no,downscript=no`, [Symbol.asyncDispose]: close}
  } catch (cause) {
    await close()
    signal.throwIfAborted()
    throw traceErrors.BOOT_TEST_NETWORK({cause}, lastLine(complaint) || lastLine((cause as {stderr?: string}).stderr ?? String(cause)))
  }
}

/** The first process of the new namespace: the child of unshare. */
async function initOf(holder: ChildProcess, signal: AbortSignal): Promise<number> {
  const {readFile} = await import('node:fs/promises')
  const {setTimeout: delay} = await import('node:timers/promises')
  const {pid} = holder
  for (let tries = 0; tries < callMs / 20; tries += 1) {
    const child = pid === undefined ? '' : await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
    // unshare runs before cat replaces it: its namespace is ready as soon as the child exists.
    if (child.trim() !== '') return Number(child)
    if (holder.exitCode !== null) break
    await delay(20, undefined, {signal})
  }
  throw new Error('unshare made no namespace')
}
