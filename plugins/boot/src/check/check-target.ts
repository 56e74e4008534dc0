import {systemClock} from '@ops/core/time'
import {controlErrors} from '../errors/control-errors.ts'
import {BootServer} from '../serve/boot-server.ts'
import type {ServerStatus} from '../control/server-status.ts'
import type {BootPlan} from '../profiles/boot-machine.ts'
import {usualLimits} from '../tftp/limits.ts'
import type {CheckTarget} from './check-files.ts'

/** What the running server of this machine should give; it is asked at its own first address, or at loopback. */
export function localTarget(status: ServerStatus, plan: BootPlan): CheckTarget & AsyncDisposable {
  const {ports, rootFlag} = status
  if (ports.tftp === undefined) throw controlErrors.BOOT_CONTROL({}, 'it serves no TFTP yet')
  const address = status.addresses[0] ?? '127.0.0.1'
  // Never listens: only its way of finding content is wanted.
  const twin = new BootServer(
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
  if (ports.http !== undefined) twin.ports.http = ports.http
  return {
    address,
    tftpPort: ports.tftp,
    httpPort: ports.http,
    content: twin.content,
    [Symbol.asyncDispose]: () => twin[Symbol.asyncDispose](),
  }
}

/** `10.0.0.1`, `10.0.0.1:6969`, `[fd00::1]:69`: somebody else's server, TFTP alone. */
export function remoteTarget(text: string): CheckTarget {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text)
  const address = match?.[1] ?? match?.[2]
  if (address === undefined) throw controlErrors.BOOT_BAD_LISTEN({}, text)
  return {address, tftpPort: Number(match?.[3] ?? 69)}
}

export interface TftpUrl {
  address: string
  port: number
  file: string
}

/** `tftp://host/file;mode=octet` (RFC 3617; a port, which its grammar lacks, is taken as curl and iPXE take it). */
export function readTftpUrl(text: string): TftpUrl {
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
