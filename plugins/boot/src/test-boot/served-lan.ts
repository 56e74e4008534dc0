import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {supervise} from '@ops/core/process'
import type {Clock} from '@ops/core/time'
import {controlClient} from '../control/control-client.ts'
import {contains, netmask, networkBase} from '../net/ipv4.ts'
import type {BootMachine, BootPlan} from '../profiles/boot-machine.ts'
import {wireEvidence} from '../trace/wire-evidence.ts'
import {networkSpace} from './network-space.ts'
import type {OpenLan} from './test-lan.ts'

/** The network of machines without a boot.ip. */
const usualAddress = '10.0.2.15/24'
/** Milliseconds within which the boot server must serve. */
const readyMs = 60_000

/** A network in which `ops boot serve --dhcp full` answers the guest: the server that real machines boot from. Needs root. */
export function servedLan(machine: BootMachine, plan: BootPlan, root: string | undefined, clock: Clock, signal: AbortSignal): OpenLan {
  return async (report) => {
    await using made = new AsyncDisposableStack()
    const dir = await mkdtemp(join(tmpdir(), 'ops-boot-test-'))
    made.defer(() => rm(dir, {recursive: true, force: true}))
    const address = machine.boot.ip ?? (machine.ip === undefined ? usualAddress : `${machine.ip}/24`)
    const [prefix, server] = [address.split('/')[1] ?? '24', serverBeside(address, machine.boot.gateway)]
    const file = join(dir, 'ops.yaml')
    await writeFile(file, JSON.stringify(inventoryOf(machine, plan, root, address)))
    const space = made.use(await networkSpace(`${server}/${prefix}`, signal))
    const control = join(dir, 'control')
    const serve = ['boot', 'serve', '--json', '--inventory', file, '--listen', server, '--dhcp', 'full', '--control', control]
    const argv = [...space.inside, process.execPath, process.argv[1] ?? 'ops', ...serve]
    const ready = {line: (line: string) => line.includes('"ops.boot.ready/1"')}
    made.use(await supervise({argv, readiness: ready, readyMs}, {clock, signal}))
    const over = new AbortController()
    made.defer(() => over.abort())
    const subject = {host: machine.host.name, mac: machine.boot.mac}
    const watching = (async () => {
      for await (const event of controlClient(control).events(over.signal)) {
        const seen = wireEvidence(event, subject)
        if (seen !== undefined) report(seen)
      }
    })()
    // The server ends with its namespace; the guest's console then shows what is missing.
    watching.catch(() => {})
    const kept = made.move()
    return {netdev: space.netdev, inside: space.inside, [Symbol.asyncDispose]: () => kept.disposeAsync()}
  }
}

/** The first address of the network that the guest and its gateway do not have. */
export function serverBeside(address: string, gateway: string | undefined): string {
  const [ip = '', prefix = '24'] = address.split('/')
  const mask = netmask(prefix)
  const base = networkBase(ip, mask).split('.').map(Number)
  for (let last = 1; last < 4; last += 1) {
    const candidate = [...base.slice(0, 3), (base[3] ?? 0) + last].join('.')
    if (candidate !== ip && candidate !== gateway && contains({base: networkBase(ip, mask), netmask: mask}, candidate)) return candidate
  }
  return base.join('.')
}

/** An inventory of this machine alone, with absolute paths. */
function inventoryOf(machine: BootMachine, {top, base}: BootPlan, root: string | undefined, ip: string): object {
  const {host, boot, profile, profileName, arch} = machine
  const {serial: _serial, ...rest} = boot
  const absolute = <K extends string>(key: K, path: string | undefined): Partial<Record<K, string>> =>
    path === undefined ? {} : ({[key]: resolve(base, path)} as Record<K, string>)
  return {
    hosts: {
      [host.name]: {
        boot: {...rest, ip, profile: profileName, ...(arch === undefined ? {} : {arch}), ...absolute('overlay', boot.overlay)},
      },
    },
    boot: {
      ...(root === undefined ? absolute('root', profile.root ?? top.root) : {root: resolve(root)}),
      templates: resolve(base, top.templates ?? '.'),
      ...(top.allow === undefined ? {} : {allow: top.allow}),
      profiles: {[profileName]: {...profile, root: undefined, ...absolute('overlay', profile.overlay)}},
    },
  }
}
