import {spawnSync} from 'node:child_process'
import {sshOptions} from '../../src/ssh/options.ts'

/** A login by the system's ssh through adb, with whatever host key the phone has: does this key get in? */
export function getsIn(adbPort: number, serial: string, port: number, identity: string, user = 'shell'): boolean {
  const options = sshOptions({server: {host: '127.0.0.1', port: adbPort}, serial, port, knownHosts: '/dev/null'})
  // The first value of an option counts.
  const trusting = ['-o', 'StrictHostKeyChecking=no', '-o', 'HostKeyAlgorithms=ssh-ed25519,rsa-sha2-512', '-o', 'LogLevel=ERROR']
  const {status, stdout} = spawnSync(
    'ssh',
    [...trusting, ...options, '-o', 'BatchMode=yes', '-i', identity, '-T', `${user}@phone`, 'id', '-u'],
    {
      encoding: 'utf8',
      timeout: 20_000,
      env: {...process.env, SSH_AUTH_SOCK: ''},
    },
  )
  return status === 0 && stdout.trim() === (user === 'root' ? '0' : '2000')
}
