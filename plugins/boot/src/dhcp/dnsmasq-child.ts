import type {DaemonListener} from '@ops/core/daemon'
import {type Supervised, supervise} from '@ops/core/process'
import type {Clock} from '@ops/core/time'
import {mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {findProgram} from '../serve/find-program.ts'
import {errors} from '../errors.ts'
import type {BootServer} from '../serve/boot-server.ts'
import {dhcpPlan} from './dhcp-plan.ts'
import {dnsmasqConfig} from './dnsmasq-config.ts'
import {readDnsmasqLine} from './dnsmasq-log.ts'

export interface DnsmasqOptions {
  mode: 'proxy' | 'full'
  range: string | undefined
  addresses: readonly string[]
  /** Network cards to listen on, where the addresses do not tell. */
  interfaces: readonly string[]
  /** Folder for configuration and leases. */
  folder: string
}

/** dnsmasq as a part of the daemon; what it logs becomes events, and its leases tell who asks for files. */
export async function dnsmasqListener(server: BootServer, options: DnsmasqOptions, clock: Clock): Promise<DaemonListener> {
  const program = findProgram('dnsmasq', process.env)
  if (program === undefined) throw errors.BOOT_NO_DNSMASQ({})
  const config = join(options.folder, 'dnsmasq.conf')
  const leaseFile = join(options.folder, 'dnsmasq.leases')
  const broken = Promise.withResolvers<Error>()
  let child: Supervised | undefined
  const begin = async (signal: AbortSignal) => {
    const plan = dhcpPlan(server.plan, options.addresses)
    await mkdir(options.folder, {recursive: true, mode: 0o700})
    await writeFile(config, dnsmasqConfig(plan, {mode: options.mode, range: options.range, interfaces: options.interfaces, leaseFile}))
    child = await supervise(
      {
        // Root stays, so that the lease file in a private folder can be written.
        argv: [program, '--keep-in-foreground', `--conf-file=${config}`, '--log-facility=-', '--user=root'],
        readiness: {line: (line) => /\bstarted\b/.test(line)},
        restart: {max: 5, backoffMs: 500},
        onLine: (line) => tell(server, line),
      },
      {clock, signal},
    )
    void child.broken.then(broken.resolve)
    return plan.networks.map((network) => network.server).join(' ')
  }
  const stop = async () => {
    await child?.stop()
  }
  return {
    name: 'dhcp',
    broken: broken.promise,
    async start(_inherited, signal) {
      // A new inventory needs a new configuration, which dnsmasq reads only at its start.
      server.onReload(async () => {
        await stop()
        await begin(signal)
      })
      return begin(signal)
    },
    drain: stop,
    close: stop,
  }
}

function tell(server: BootServer, line: string): void {
  const message = readDnsmasqLine(line)
  if (message === undefined) {
    // log-dhcp tells every option of every packet; only what goes wrong is of interest.
    if (/\b(failed|error|cannot|unknown|no address|not)\b/i.test(line)) server.hub.emit({event: 'child', program: 'dnsmasq', line})
    return
  }
  if (message.message === 'ACK' && message.ip !== undefined) server.clients.leased(message.mac, message.ip)
  const host = server.plan.machines.find(({boot}) => boot.mac === message.mac)?.host.name
  server.hub.emit({event: 'dhcp', ...message, ...(host === undefined ? {} : {host})})
}
