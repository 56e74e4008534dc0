import {parseListenAddress} from '@ops/core/net'
import {parseDuration} from '@ops/core/text'
import {systemClock} from '@ops/core/time'
import type {BootPlan} from '../profiles/boot-machine.ts'
import {privateNetworks} from '../tftp/limits.ts'
import {bootChildren} from './children.ts'
import {controlPath} from '../control/control-path.ts'
import type {ServeInput} from './serve-boot.ts'

/** The flags of `ops boot serve` as oclif parses them. */
export interface ServeFlags {
  root: string | undefined
  listen: string[] | undefined
  'tftp-port': number
  'http-port': number
  http: boolean
  metrics: string | undefined
  control: string | undefined
  user: string | undefined
  allow: string[] | undefined
  'max-transfers': number
  'max-client-transfers': number
  'max-client-rate': number
  'max-blksize': number | undefined
  'window-bytes': number
  'armed-only': boolean
  dhcp: 'off' | 'proxy' | 'full'
  'dhcp-range': string | undefined
  'dhcp-interface': string[] | undefined
  beside: boolean
  nfs: 'off' | 'ganesha' | 'nfsd' | 'external'
  'nfs-port': number
  drain: string
}

export function serveInput(flags: ServeFlags, plan: BootPlan, stateDir: string): ServeInput {
  const control = controlPath(flags.control, plan, stateDir)
  const listen = flags.listen ?? []
  // Each address is bound separately; 0.0.0.0 cannot be announced to clients.
  const addresses = listen.some((address) => address === '0.0.0.0' || address === '::') ? [] : listen
  return {
    root: flags.root,
    addresses,
    tftpPort: flags['tftp-port'],
    httpPort: flags.http ? flags['http-port'] : undefined,
    control,
    limits: {
      allow: flags.allow ?? plan.top.allow ?? privateNetworks,
      total: flags['max-transfers'],
      perClient: flags['max-client-transfers'],
      rate: flags['max-client-rate'],
      burst: 4 * flags['max-client-rate'],
    },
    maxBlksize: flags['max-blksize'],
    maxWindowBytes: flags['window-bytes'],
    armedOnly: flags['armed-only'],
    user: flags.user,
    metricsListen: flags.metrics === undefined ? undefined : parseListenAddress(flags.metrics),
    drainMs: parseDuration(flags.drain),
    children: (server) =>
      bootChildren(
        server,
        {
          dhcp: {mode: flags.dhcp, range: flags['dhcp-range'], beside: flags.beside, interfaces: flags['dhcp-interface'] ?? []},
          nfs: {mode: flags.nfs, port: flags['nfs-port']},
          addresses,
          // A port that is chosen later cannot be part of an address that DHCP names.
          httpPort: (flags.http && flags['http-port']) || undefined,
          folder: `${control}.d`,
          user: flags.user,
        },
        systemClock,
      ),
  }
}
