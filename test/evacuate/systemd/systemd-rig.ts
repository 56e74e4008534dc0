import {mkdir, readFile, rm, symlink, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {silentProgress} from '../../../src/progress/index.ts'
import {buildRootfs, rootfsCacheDir} from '../../../src/rootfs/index.ts'
import {hostRoot} from '../../../plugins/lab/src/host/base-root.ts'
import {cutHost} from '../../../plugins/lab/src/host/stop.ts'
import {hostPaths} from '../../../plugins/lab/src/instance/paths.ts'
import {needState, writeState} from '../../../plugins/lab/src/instance/state.ts'
import {Rig} from '../rig.ts'

const sshd = `[Unit]
Description=sshd of the lab
[Service]
ExecStartPre=mkdir -p /run/sshd
ExecStart=/usr/sbin/sshd -D -e -f /etc/ssh/sshd_config_lab
KillMode=process
`

/** A lab whose hosts have systemd as PID 1, and cron. */
export class SystemdRig extends Rig {
  static override async up(): Promise<SystemdRig> {
    const {lab} = await Rig.up()
    const rig = new SystemdRig(lab)
    const spec = {...hostRoot, packages: [...hostRoot.packages, 'cron']}
    const cacheDir = rootfsCacheDir(process.env)
    const base = await buildRootfs(spec, {cacheDir, progress: silentProgress, signal: AbortSignal.timeout(280_000)})
    const state = await writeState({...(await needState(lab.dir)), base})
    for (const {name} of state.hosts) await cutHost(state, name)
    await Promise.all(state.hosts.map(({name}) => rig.#seed(name)))
    await Promise.all(state.hosts.map(({name}) => rig.boot(name)))
    return rig
  }

  /** The files of the host over the other root, for which its disk begins empty. */
  async #seed(host: string): Promise<void> {
    const {seed, upper} = hostPaths(this.lab.dir, host)
    await rm(upper, {recursive: true})
    await mkdir(upper)
    await rm(join(seed, 'usr/bin/systemctl'))
    await program('init.pl', join(seed, 'usr/local/lib/ops-lab/init'))
    await program('render.pl', join(seed, 'usr/local/bin/render'))
    const units = join(seed, 'etc/systemd/system')
    await mkdir(join(units, 'multi-user.target.wants'), {recursive: true})
    await writeFile(join(units, 'lab-sshd.service'), sshd)
    await symlink('../lab-sshd.service', join(units, 'multi-user.target.wants/lab-sshd.service'))
    for (const unit of ['ssh.service', 'ssh.socket']) await symlink('/dev/null', join(units, unit))
  }

  /** Cuts the power of a host and gives it back. */
  async reboot(host: string): Promise<void> {
    await cutHost(await needState(this.lab.dir), host)
    await this.boot(host)
    // Everything that starts at boot has been started then.
    await this.on(host, 'for i in $(seq 100); do systemctl -q is-active multi-user.target && exit; sleep 0.1; done; exit 1')
  }

  /** Hosts on which the work runs; one stands for each process of it, frozen ones in brackets. */
  async copies(): Promise<string[]> {
    const each = async (host: string) => {
      const line = `for p in $(pgrep -f '^/usr/bin/perl /usr/local/bin/render'); do cat /sys/fs/cgroup$(sed -n s/^0:://p /proc/$p/cgroup)/cgroup.freeze; done`
      const frozen = (await this.on(host, line)).split('\n').filter(Boolean)
      return frozen.map((state) => (state === '1' ? `(${host})` : host))
    }
    return (await Promise.all(['node1', 'node2'].map(each))).flat()
  }

  /** The same half a second later, when a second start would have been seen. */
  async copiesThen(ms = 500): Promise<string[]> {
    await delay(ms)
    return this.copies()
  }
}

async function program(name: string, to: string): Promise<void> {
  await mkdir(dirname(to), {recursive: true})
  await writeFile(to, await readFile(join(import.meta.dirname, name)), {mode: 0o755})
}
