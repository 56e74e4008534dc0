import {spawn} from 'node:child_process'
import {bin} from '../../cli/run-ops.ts'

/** Runs ops in a process group of its own and SIGKILLs the whole group after `afterMs`. Its exit code when it had ended before. */
export function runAndKill(args: readonly string[], env: Record<string, string>, afterMs: number): Promise<number | 'killed'> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: '/',
      env: {PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...env},
      stdio: 'ignore',
      detached: true,
    })
    let killed = false
    const timer = setTimeout(() => {
      killed = true
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    }, afterMs)
    child.on('error', reject)
    child.on('exit', (code) => {
      clearTimeout(timer)
      resolve(killed ? 'killed' : (code ?? -1))
    })
  })
}
