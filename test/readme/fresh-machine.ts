import {type ChildProcess, execFileSync, spawn} from 'node:child_process'
import {cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {root} from '../cli/run-ops.ts'

export const users = {root: {id: 0, home: '/root'}, tester: {id: 12345, home: '/home/tester'}} as const
export type User = keyof typeof users

export interface Output {
  code: number | null
  /** Both streams, in order. */
  output: string
}

/** A Debian with nodejs, npm and git, without ssh and /etc/hosts, and this project in the folder `ops` of both users. */
export interface FreshMachine extends AsyncDisposable {
  /** Runs a shell command in the project's folder; what it leaves running goes on until the machine is disposed. */
  sh(user: User, command: string, timeoutMs: number): Promise<Output>
}

/** What this machine needs in order to reach package servers; a machine without them reaches them as it is. */
const network = ['/etc/resolv.conf', '/etc/ssl/certs/ca-certificates.crt', '/etc/apt/apt.conf.d', '/etc/apt/sources.list.d']

const npmCache = '/root/.npm/_cacache'

export async function freshMachine(suite: string): Promise<FreshMachine> {
  const dir = mkdtempSync(join(tmpdir(), 'ops-fresh-'))
  try {
    build(suite, dir)
    return await enter(dir)
  } catch (error) {
    rmSync(dir, {recursive: true, force: true})
    throw error
  }
}

function build(suite: string, dir: string): void {
  // dpkg need not wait for the disk at every file: npm has thousands.
  const argv = ['--quiet', '--variant=minbase', '--dpkgopt=force-unsafe-io', '--include=nodejs,npm,git,ca-certificates', suite, dir]
  execFileSync('mmdebstrap', argv, {stdio: 'pipe', timeout: 900_000})
  for (const path of network.filter((path) => existsSync(path))) cpSync(path, join(dir, path), {recursive: true, dereference: true})
  rmSync(join(dir, 'etc/hosts'), {force: true})
  writeFileSync(join(dir, 'etc/passwd'), `tester:x:${users.tester.id}:${users.tester.id}::${users.tester.home}:/bin/sh\n`, {flag: 'a'})
  const tracked = execFileSync('git', ['ls-files', '-z'], {cwd: root, encoding: 'utf8'}).split('\0')
  for (const {id, home} of Object.values(users)) {
    mkdirSync(join(dir, home, 'ops'), {recursive: true})
    if (existsSync('/root/.npmrc')) cpSync('/root/.npmrc', join(dir, home, '.npmrc'))
    // Four installations in a row are more than a registry may answer: npm has what this machine has downloaded.
    if (existsSync(npmCache)) cpSync(npmCache, join(dir, home, '.npm/_cacache'), {recursive: true})
    for (const file of tracked.filter((name) => name !== '' && existsSync(join(root, name))))
      cpSync(join(root, file), join(dir, home, 'ops', file))
    // As in a clone: tests ask git which files there are.
    execFileSync('git', ['init', '--quiet', join(dir, home, 'ops')])
    execFileSync('git', ['-C', join(dir, home, 'ops'), 'add', '--all'])
    execFileSync('chown', ['-R', `${id}:${id}`, join(dir, home)])
  }
}

/** Starts process 1 of the machine: its end is the end of everything that was started there. */
async function enter(dir: string): Promise<FreshMachine> {
  const script = fileURLToPath(new URL('enter.sh', import.meta.url))
  // It also takes away the processes that lost their parent.
  const first = ['perl', '-e', '$SIG{CHLD} = "IGNORE"; $| = 1; print "ready"; sleep 1000 while 1']
  const machine = spawn('unshare', ['--mount', '--pid', '--fork', '--kill-child', script, dir, ...first], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => machine.on('close', () => resolve()))
  await Promise.race([
    new Promise((resolve) => machine.stdout?.once('data', resolve)),
    ended.then(() => Promise.reject(new Error('the machine did not start'))),
  ])
  return {
    sh: (user, command, timeoutMs) => run(nsenterArgv(machine, user, command), timeoutMs),
    async [Symbol.asyncDispose]() {
      machine.kill('SIGKILL')
      await ended
      // The kernel takes the mounts away a moment after the last process.
      await delay(500)
      rmSync(dir, {recursive: true, force: true, maxRetries: 5})
    },
  }
}

function nsenterArgv(machine: ChildProcess, user: User, command: string): string[] {
  const pid = readFileSync(`/proc/${machine.pid}/task/${machine.pid}/children`, 'utf8').trim()
  const {id, home} = users[user]
  const as = id === 0 ? [] : ['setpriv', `--reuid=${id}`, `--regid=${id}`, '--clear-groups']
  const env = [
    `PATH=${id === 0 ? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' : '/usr/local/bin:/usr/bin:/bin'}`,
    `HOME=${home}`,
    ...(process.env['NODE_EXTRA_CA_CERTS'] === undefined ? [] : ['NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt']),
  ]
  const inside = ['nsenter', '--mount', '--pid', '--root', '--wd', '--target', pid]
  return [...inside, 'env', '-i', ...env, ...as, 'sh', '-c', `cd ${home}/ops && ${command}`]
}

function run([program = '', ...args]: readonly string[], timeoutMs: number): Promise<Output> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'pipe']})
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    child.on('error', reject)
    // `exit`, not `close`: what the command leaves running may hold the pipes.
    child.on('exit', (code) => {
      clearTimeout(timer)
      setTimeout(() => resolve({code, output}), 200)
    })
  })
}
