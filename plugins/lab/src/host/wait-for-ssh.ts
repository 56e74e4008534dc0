import {readFile} from 'node:fs/promises'
import {connect} from 'node:net'
import {setTimeout as delay} from 'node:timers/promises'
import {labErrors} from '../errors/lab-errors.ts'
import {hostPaths} from '../instance/paths.ts'
import type {LabHost} from '../instance/state.ts'

/** Waits until a host's sshd sends its banner. Throws LAB_HOST_SILENT with the end of the host's console. */
export async function waitForSsh(dir: string, host: LabHost, signal: AbortSignal, seconds = 20): Promise<void> {
  const end = Date.now() + seconds * 1000
  while (!(await sshAnswers(host.address, 1000))) {
    signal.throwIfAborted()
    if (Date.now() > end) throw labErrors.LAB_HOST_SILENT({host: host.name}, host.name, seconds, await consoleEnd(dir, host.name))
    await delay(50, undefined, {signal})
  }
}

/** True when port 22 sends the banner of an ssh server (RFC 4253, section 4.2). */
export function sshAnswers(address: string, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({host: address, port: 22})
    const end = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(timeoutMs, () => end(false))
    socket.once('data', (data) => end(data.toString('latin1').startsWith('SSH-')))
    socket.once('error', () => end(false))
    socket.once('close', () => resolve(false))
  })
}

async function consoleEnd(dir: string, name: string): Promise<string> {
  const {upper, console} = hostPaths(dir, name)
  const texts = await Promise.all([console, `${upper}/var/log/console.log`].map((file) => readFile(file, 'utf8').catch(() => '')))
  return texts.join('').trim().split('\n').slice(-3).join(' | ')
}
