import {execFile} from 'node:child_process'
import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {promisify} from 'node:util'
import type {DaemonListener} from '@ops/core/daemon'
import {makeFolder, publishPath} from '@ops/core/files'
import {findProgram, type Supervised, supervise} from '@ops/core/process'
import {lastLine} from '@ops/core/text'
import type {Clock} from '@ops/core/time'
import {untrusted} from '@ops/core/untrusted'
import type {BootPlan} from '../profiles/boot-machine.ts'
import {dhcpErrors} from '../errors/dhcp-errors.ts'
import type {RunningServer} from '../state/running-server.ts'
import {checkRange, dhcpPlan} from './dhcp-plan.ts'
import {isOwnMac} from '../net/local-addresses.ts'
import {dnsmasqConfig} from './dnsmasq-config.ts'
import {LeaseLog, readDnsmasqLine, readLeaseFile} from './lease-log.ts'

const run = promisify(execFile)

export interface DnsmasqOptions {
  mode: 'proxy' | 'full'
  range: string | undefined
  /** Another DHCP server leases addresses in the same networks. */
  beside: boolean
  addresses: readonly string[]
  /** Network interfaces to listen on; empty: those of the addresses. */
  interfaces: readonly string[]
  /** Port of HTTP boot; undefined: it is off. */
  httpPort: number | undefined
  /** Folder for configuration and leases. */
  folder: string
}

/** Runs dnsmasq as a child of the daemon. Its log lines become events, and its leases identify clients. */
export async function dnsmasqListener(server: RunningServer, options: DnsmasqOptions, clock: Clock): Promise<DaemonListener> {
  const program = findProgram('dnsmasq')
  if (program === undefined) throw dhcpErrors.BOOT_NO_DNSMASQ({})
  const config = join(options.folder, 'dnsmasq.conf')
  const leaseFile = join(options.folder, 'dnsmasq.leases')
  // Where ops leases all addresses, a machine has an acknowledged lease or the address of the inventory.
  server.clients.usesNeighbours = options.mode !== 'full' || options.beside
  const broken = Promise.withResolvers<Error>()
  let child: Supervised | undefined
  let restarting: Promise<void> = Promise.resolve()
  let declinedAt = Number.NEGATIVE_INFINITY
  /** Writes the configuration after `dnsmasq --test` accepted it, so that a faulty inventory does not stop a running server. */
  const configure = async (plan: BootPlan) => {
    const dhcp = dhcpPlan(plan, options.addresses)
    checkRange(options.range, dhcp.networks)
    const {mode, range, beside, interfaces, httpPort} = options
    await makeFolder(options.folder, {mode: 0o700})
    await writeFile(`${config}.next`, dnsmasqConfig(dhcp, {mode, range, beside, interfaces, httpPort, leaseFile}))
    await run(program, ['--test', `--conf-file=${config}.next`], {timeout: testMs}).catch((cause: {stderr?: string}) => {
      throw dhcpErrors.BOOT_DNSMASQ({cause}, reasonIn(cause.stderr ?? String(cause)))
    })
    await publishPath(`${config}.next`, config)
    return dhcp.networks.map((network) => network.server).join(' ')
  }
  const begin = async (signal: AbortSignal) => {
    let starts = 0
    const leases = new LeaseLog()
    const onLine = (line: string) => {
      if (isStart(line) && ++starts > 1)
        server.hub.emit({event: 'child', program: 'dnsmasq', line: untrusted('dnsmasq ended unexpectedly and was restarted')})
      reportLine(server, line)
      if (isDecline(server, line)) void offerAgain(signal)
      const read = leases.read(line)
      if (read?.change === 'leased') server.clients.leased(read.mac, read.ip, clock.now() + 1000 * read.seconds)
      if (read?.change === 'released') server.clients.released(read.mac, read.ip)
    }
    // Runs as root, to write the lease file in a folder that only root can read.
    const argv = [program, '--keep-in-foreground', `--conf-file=${config}`, '--log-facility=-', '--user=root']
    child = await supervise({argv, readiness: {line: isStart}, restart: {max: 5, backoffMs: 500}, onLine}, {clock, signal}).catch(
      (cause: Error) => {
        signal.throwIfAborted()
        throw dhcpErrors.BOOT_DNSMASQ({cause}, reasonIn(cause.message.replaceAll(' | ', '\n')))
      },
    )
    void child.broken.then(broken.resolve)
  }
  const stop = async () => {
    await child?.stop()
  }
  /** One restart at a time; a failed one ends the server. */
  const restart = (signal: AbortSignal) => {
    restarting = restarting.then(async () => {
      if (signal.aborted) return
      await stop()
      await begin(signal)
    })
    restarting.catch((error: Error) => broken.resolve(error))
    return restarting
  }
  // UEFI declines its address when the user cancels a boot. dnsmasq would then refuse it the address of the inventory for ten
  // minutes (DECLINE_BACKOFF in its config.h), and forgets that only when it starts.
  const offerAgain = async (signal: AbortSignal) => {
    if (clock.now() - declinedAt < declineMs) return
    declinedAt = clock.now()
    server.hub.emit({
      event: 'child',
      program: 'dnsmasq',
      line: untrusted('a machine declined its address: its boot was cancelled, or another machine has the address. It is offered again.'),
    })
    await restart(signal).catch(() => {})
  }
  return {
    name: 'dhcp',
    broken: broken.promise,
    async start(_inherited, signal) {
      // dnsmasq reads its configuration only at its start.
      server.onReload(async (plan) => {
        await configure(plan)
        await restart(signal)
      })
      const where = await configure(server.plan)
      for (const {mac, ip, until} of readLeaseFile(await readFile(leaseFile, 'utf8').catch(() => ''))) server.clients.leased(mac, ip, until)
      await begin(signal)
      return where
    },
    drain: stop,
    close: stop,
  }
}

/** Milliseconds between two restarts for declined addresses. */
const declineMs = 5000

/** A machine of the inventory declined its address. */
function isDecline({plan}: RunningServer, line: string): boolean {
  const message = readDnsmasqLine(line)
  return message?.message === 'DECLINE' && plan.machines.some(({boot, ip}) => boot.mac === message.mac && ip === message.ip)
}

/** Milliseconds for reading a configuration. */
const testMs = 10_000

/** Other lines may have the word in a text that a client chose. */
const isStart = (line: string) => /^dnsmasq(?:\[\d+\])?: started\b/.test(line)

/** The last line of its output, without program name and full stop. */
function reasonIn(output: string): string {
  return lastLine(output).replace(/^dnsmasq: /, '') || 'it printed no message'
}

function reportLine(server: RunningServer, line: string): void {
  const message = readDnsmasqLine(line)
  if (message === undefined) {
    // log-dhcp logs every option of every packet; only problems are reported.
    if (/\b(failed|error|cannot|unknown|no address|not)\b/i.test(line))
      server.hub.emit({event: 'child', program: 'dnsmasq', line: untrusted(line)})
    return
  }
  // The search for other DHCP servers.
  if (isOwnMac(message.mac)) return
  const host = server.plan.machines.find(({boot}) => boot.mac === message.mac)?.host.name
  server.hub.emit({event: 'dhcp', ...message, ...(host === undefined ? {} : {host})})
}
