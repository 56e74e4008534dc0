import {readFile, rm, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {onHost} from '../../../plugins/lab/src/host/on-host.ts'
import {makeKeys, seedHost} from '../../../plugins/lab/src/host/seed.ts'
import {startHost} from '../../../plugins/lab/src/host/start.ts'
import {cutHost} from '../../../plugins/lab/src/host/stop.ts'
import {waitForSsh} from '../../../plugins/lab/src/host/wait-for-ssh.ts'
import {vethOf} from '../../../plugins/lab/src/instance/identity.ts'
import {hostPaths, labPaths} from '../../../plugins/lab/src/instance/paths.ts'
import {labHost, type LabState, needState} from '../../../plugins/lab/src/instance/state.ts'
import {must} from '../../../plugins/lab/src/machine/run-tool.ts'

/** How a host is cut off: its power is lost, its disk too (it is installed again), or its link. */
export type Cut = 'power' | 'reinstall' | 'link'

/** The hosts of a lab, handled from outside: nothing here goes through ops, nor through the plugs. */
export class Machines {
  readonly state: LabState
  /** Hosts that are cut off now, and how. */
  readonly away = new Map<string, Cut>()

  private constructor(state: LabState) {
    this.state = state
  }

  static async of(dir: string): Promise<Machines> {
    return new Machines(await needState(dir))
  }

  async cut(host: string, how: Cut): Promise<void> {
    this.away.set(host, how)
    if (how === 'link') return this.#link(host, 'down')
    await cutHost(this.state, host)
    if (how === 'reinstall') await this.#wipe(host)
  }

  /** Makes a host answer again. ops knows the old key of one that was installed again, until `trustKeys`. */
  async restore(host: string): Promise<void> {
    const how = this.away.get(host)
    if (how === undefined) return
    if (how === 'link') await this.#link(host, 'up')
    else await startHost(this.state, host)
    await waitForSsh(this.state.dir, labHost(this.state, host), AbortSignal.timeout(60_000), 60)
    this.away.delete(host)
  }

  /** What an operator does after an installation: pins the host keys of now. */
  trustKeys(): Promise<void> {
    return makeKeys(this.state)
  }

  /** A shell line on a host; it must succeed. */
  async on(host: string, line: string): Promise<string> {
    const {code, stdout, stderr} = await onHost(this.state, host, line)
    if (code !== 0) throw new Error(`${line} on ${host} ended with ${code}: ${stderr}`)
    return stdout.trim()
  }

  /** A file of a host's disk as this machine sees it, also while the host is off. */
  disk(host: string, path: string): string {
    return join(hostPaths(this.state.dir, host).upper, path)
  }

  async #link(host: string, to: 'up' | 'down'): Promise<void> {
    await must(['ip', 'link', 'set', vethOf(this.state.identity, labHost(this.state, host).n), to])
  }

  /** An empty disk and a new host key; what was put into the seed of the host is installed again. */
  async #wipe(host: string): Promise<void> {
    const {upper, seed} = hostPaths(this.state.dir, host)
    await rm(dirname(upper), {recursive: true, force: true})
    const {knownHosts} = labPaths(this.state.dir)
    const trusted = await readFile(knownHosts, 'utf8')
    const key = join(seed, 'etc/ssh/lab_host_ed25519')
    await Promise.all([key, `${key}.pub`].map((file) => rm(file, {force: true})))
    await makeKeys(this.state)
    await seedHost(this.state, labHost(this.state, host))
    await writeFile(knownHosts, trusted)
  }
}
