import {execFileSync, spawn} from 'node:child_process'
import {cpSync, existsSync, mkdirSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {root} from '../cli/run-ops.ts'

/** A Debian with nothing but Node and npm (both older than ops wants), and this project in /root/ops. */
export interface FreshMachine extends Disposable {
  /** Runs a shell command there; output of both streams, in order. */
  sh(command: string, timeoutMs: number): Promise<{code: number | null; output: string}>
}

/** What this machine needs in order to reach package servers; a machine without them reaches them as it is. */
const network = ['/etc/resolv.conf', '/etc/ssl/certs/ca-certificates.crt', '/etc/apt/apt.conf.d', '/etc/apt/sources.list.d', '/root/.npmrc']

export function freshMachine(): FreshMachine {
  const dir = mkdtempSync(join(tmpdir(), 'ops-fresh-'))
  execFileSync('mmdebstrap', ['--quiet', '--variant=minbase', '--include=nodejs,npm,ca-certificates', 'bookworm', dir], {
    stdio: 'pipe',
    timeout: 300_000,
  })
  for (const path of network.filter((path) => existsSync(path))) cpSync(path, join(dir, path), {recursive: true, dereference: true})
  mkdirSync(join(dir, 'root/ops'), {recursive: true})
  const tracked = execFileSync('git', ['ls-files', '-z'], {cwd: root, encoding: 'utf8'}).split('\0')
  for (const file of tracked.filter((name) => name !== '' && existsSync(join(root, name))))
    cpSync(join(root, file), join(dir, 'root/ops', file))
  const env = {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/root',
    ...(process.env['NODE_EXTRA_CA_CERTS'] === undefined ? {} : {NODE_EXTRA_CA_CERTS: '/etc/ssl/certs/ca-certificates.crt'}),
  }
  const enter = fileURLToPath(new URL('enter.sh', import.meta.url))
  return {
    sh(command, timeoutMs) {
      // Process 1 of its own namespace: its end is the end of everything that it started.
      const args = ['--mount', '--pid', '--fork', '--kill-child', enter, dir, 'sh', '-c', `cd /root/ops && ${command}`]
      return new Promise((resolve, reject) => {
        const child = spawn('unshare', args, {env, stdio: ['ignore', 'pipe', 'pipe']})
        const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
        let output = ''
        for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
        child.on('error', reject)
        child.on('close', (code) => {
          clearTimeout(timer)
          resolve({code, output})
        })
      })
    },
    [Symbol.dispose]: () => rmSync(dir, {recursive: true, force: true}),
  }
}
