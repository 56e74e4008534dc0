import {spawn} from 'node:child_process'
import {text} from 'node:stream/consumers'
import {sshOptions} from '../../src/ssh/options.ts'

/** A login by the system's ssh through adb, with whatever host key the phone has: does this key get in? */
export async function getsIn(adbPort: number, serial: string, port: number, identity: string, user = 'shell'): Promise<boolean> {
  const options = sshOptions({server: {host: '127.0.0.1', port: adbPort}, serial, port, knownHosts: '/dev/null'})
  // The first value of an option counts.
  const trusting = ['-o', 'StrictHostKeyChecking=no', '-o', 'HostKeyAlgorithms=ssh-ed25519,rsa-sha2-512', '-o', 'LogLevel=ERROR']
  const child = spawn('ssh', [...trusting, ...options, '-o', 'BatchMode=yes', '-i', identity, '-T', `${user}@phone`, 'id', '-u'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 60_000,
    env: {...process.env, SSH_AUTH_SOCK: ''},
  })
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve))
  const [said, code] = await Promise.all([text(child.stdout), closed])
  return code === 0 && said.trim() === (user === 'root' ? '0' : '2000')
}
