import {requireAddress} from '@ops/core/net'
import {systemClock} from '@ops/core/time'
import {controlErrors} from '../errors/control-errors.ts'
import {BootServer} from '../serve/boot-server.ts'
import type {ServerStatus} from '../control/server-status.ts'
import type {BootPlan} from '../profiles/boot-machine.ts'
import {usualLimits} from '../tftp/limits.ts'
import type {CheckTarget} from './check-files.ts'

/** The running server of this machine, at its first address or loopback, and the content that it should serve. */
export function localTarget(status: ServerStatus, plan: BootPlan): CheckTarget & AsyncDisposable {
  const {ports, rootFlag} = status
  if (ports.tftp === undefined) throw controlErrors.BOOT_CONTROL({}, 'it does not serve TFTP yet')
  const address = status.addresses[0] ?? '127.0.0.1'
  // Never listens; only resolves names to content.
  const resolver = new BootServer(
    {
      root: rootFlag,
      addresses: [],
      tftpPort: 0,
      httpPort: undefined,
      control: undefined,
      limits: usualLimits,
      maxWindowBytes: 0,
      armedOnly: false,
    },
    {plan, clock: systemClock},
  )
  if (ports.http !== undefined) resolver.ports.http = ports.http
  return {
    address,
    tftpPort: ports.tftp,
    httpPort: ports.http,
    content: resolver.content,
    [Symbol.asyncDispose]: () => resolver[Symbol.asyncDispose](),
  }
}

/** Another server, checked over TFTP only: `10.0.0.1`, `10.0.0.1:6969`, `[fd00::1]:69`. */
export function remoteTarget(text: string): CheckTarget {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text)
  const address = match?.[1] ?? match?.[2]
  const tftpPort = Number(match?.[3] ?? 69)
  if (address === undefined || tftpPort < 1 || tftpPort > 65535) throw controlErrors.BOOT_BAD_LISTEN({}, text)
  return {address: requireAddress(address), tftpPort}
}

export interface TftpUrl {
  address: string
  port: number
  file: string
}

/** Parses `tftp://host/file;mode=octet` (RFC 3617), and, like curl and iPXE, a port, which its grammar lacks. */
export function parseTftpUrl(text: string): TftpUrl {
  const match = /^tftp:\/\/(?:\[([^\]]+)\]|([^/:]+))(?::(\d{1,5}))?\/([^;]+)(?:;mode=octet)?$/i.exec(text)
  const address = match?.[1] ?? match?.[2]
  const [port, file] = [Number(match?.[3] ?? 69), decoded(match?.[4] ?? '%')]
  if (address === undefined || file === undefined || port < 1 || port > 65535) throw controlErrors.BOOT_BAD_URL({}, text)
  return {address, port, file}
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
