import {type ChildProcess, spawn, spawnSync} from 'node:child_process'
import {bin} from '../../../test/cli/run-ops.ts'

/** Someone who is not root anywhere that matters: uid 1000 of a user namespace, without a capability outside of it. */
export interface TestUser extends Disposable {
  /** False where user namespaces cannot be made. */
  exists: boolean
  ops(args: readonly string[], env: Record<string, string>): {code: number | null; stdout: string; stderr: string}
}

/** `namespaces: false` takes away the right to make further namespaces, as some machines do for all users. */
export function testUser({namespaces}: {namespaces: boolean}): TestUser {
  const script = namespaces ? 'exec cat' : 'echo 0 >/proc/sys/user/max_user_namespaces && exec cat'
  const words = ['--user', '--map-user=1000', '--map-group=1000', '--keep-caps', 'sh', '-c', script]
  const holder: ChildProcess = spawn('unshare', words, {stdio: ['pipe', 'ignore', 'ignore']})
  const as = ['--user', '--target', String(holder.pid), '--preserve-credentials', '--']
  const isReady = () =>
    spawnSync('nsenter', [...as, 'sh', '-c', 'id -u; cat "/proc/$0/comm"', String(holder.pid)], {encoding: 'utf8'}).stdout === '1000\ncat\n'
  const deadline = Date.now() + 5000
  while (!isReady() && Date.now() < deadline) spawnSync('sleep', ['0.05'])
  return {
    exists: isReady(),
    ops(args, env) {
      const all = {PATH: process.env['PATH'] ?? '', ...env}
      const {status, stdout, stderr} = spawnSync('nsenter', [...as, process.execPath, bin, ...args], {
        env: all,
        encoding: 'utf8',
        timeout: 200_000,
      })
      return {code: status, stdout, stderr}
    },
    [Symbol.dispose]: () => void holder.stdin?.end(),
  }
}
