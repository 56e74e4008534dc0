import {spawn, spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {parse} from 'yaml'

interface HostEntry {
  address: string
  ssh: {user?: string; identity: string; options: Record<string, string>}
}

/** The hosts of a lab by ssh, as its ops.yaml names them; nothing of ops is between. */
export class LabHosts implements Disposable {
  readonly #hosts: Record<string, HostEntry>
  readonly #sockets = mkdtempSync(join(tmpdir(), 'ops-upgrade-ssh-'))

  constructor(dir: string) {
    this.#hosts = (parse(readFileSync(join(dir, 'ops.yaml'), 'utf8')) as {hosts: Record<string, HostEntry>}).hosts
  }

  get addresses(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.#hosts).map(([name, {address}]) => [address, name]))
  }

  /** Gives a text to the shell of a host, as sshd does, and returns what the command printed, as bytes. */
  run(host: string, command: string, input: Buffer | string = ''): Promise<{code: number | null; stdout: Buffer; stderr: string}> {
    const child = spawn('ssh', [...this.#flags(host), command], {stdio: ['pipe', 'pipe', 'pipe']})
    const out: Buffer[] = []
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.stdin.on('error', () => {}).end(input)
    return new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code) => resolve({code, stdout: Buffer.concat(out), stderr}))
    })
  }

  /** The same for a command that must succeed; its output as text. */
  async must(host: string, command: string): Promise<string> {
    const {code, stdout, stderr} = await this.run(host, command)
    if (code !== 0) throw new Error(`${command} on ${host} ended with ${code}: ${stdout.toString()}${stderr}`)
    return stdout.toString().trim()
  }

  #flags(host: string): string[] {
    const entry = this.#hosts[host]
    if (entry === undefined) throw new Error(`the lab has no host ${host}`)
    const {user = 'root', identity, options} = entry.ssh
    const control = {...options, BatchMode: 'yes', ControlMaster: 'auto', ControlPersist: '60', ControlPath: join(this.#sockets, host)}
    const settings = Object.entries(control).flatMap(([key, value]) => ['-o', `${key}=${value}`])
    return [...settings, '-l', user, '-i', identity, '--', entry.address]
  }

  [Symbol.dispose](): void {
    for (const host of Object.keys(this.#hosts)) {
      const args = ['-o', `ControlPath=${join(this.#sockets, host)}`, '-O', 'exit', 'lab']
      spawnSync('ssh', args, {stdio: 'ignore', timeout: 5000})
    }
    rmSync(this.#sockets, {recursive: true, force: true})
  }
}
