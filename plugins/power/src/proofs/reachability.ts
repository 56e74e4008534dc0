import {connect} from 'node:net'
import {networkInterfaces} from 'node:os'
import type {Host} from '@ops/core/inventory'
import {formatHostPort, resolveName} from '@ops/core/net'
import type {Services} from '@ops/core/seams'
import type {Transports} from '@ops/core/transport'

/** A way to find out whether a host answers. Silence proves nothing unless the host answered shortly before. */
export interface Reachability {
  /** Name of the way, for sentences: `TCP 10.0.0.7:22`. */
  how: string
  answers(signal: AbortSignal): Promise<boolean>
}

/** Milliseconds for one try; a machine on the same network answers in a few. */
const tryMs = 2000
const sshPort = 22

/**
 * The way in which a host answers now: TCP to its ssh port, else (behind a jump host, in a namespace) a command through
 * its transport. Undefined when it does not answer in either way, or when its commands run on this very machine.
 */
export async function findReachability(host: Host, {transports}: Services, signal: AbortSignal): Promise<Reachability | undefined> {
  for (const way of [tcpReachability(host), commandReachability(host, transports)]) {
    if (way !== undefined && (await way.answers(signal))) return way
  }
  return undefined
}

/** Whether a host answers now, tried once in the quickest way. Undefined when there is no way to reach it. */
export async function isReachable(host: Host, {transports}: Services, signal: AbortSignal): Promise<boolean | undefined> {
  return (tcpReachability(host) ?? commandReachability(host, transports))?.answers(signal)
}

/** Whether the inventory says how to reach a host, other than as this very machine. */
export function isAskable({transport, address}: Host): boolean {
  return transport.kind !== 'local' && (transport.kind !== 'ssh' || address !== undefined)
}

function tcpReachability({address, ssh}: Host): Reachability | undefined {
  if (address === undefined || ssh.options?.['ProxyJump'] !== undefined || ssh.options?.['ProxyCommand'] !== undefined) return undefined
  const port = ssh.port ?? sshPort
  // Kept: the machine that is cut may be the one that resolves names, and a name that no longer resolves is no silence.
  let found: string | undefined
  return {
    how: `TCP ${formatHostPort(address, port)}`,
    async answers(signal) {
      found ??= (await resolveName(address))[0]
      return found !== undefined && tcpAnswers(found, port, signal)
    },
  }
}

function commandReachability(host: Host, transports: Transports): Reachability | undefined {
  if (!isAskable(host)) return undefined
  return {
    how: `a command over ${host.transport.kind}`,
    async answers(signal) {
      try {
        return (await transports.to(host.name).exec(['true'], {timeoutMs: tryMs * 2, signal})).code === 0
      } catch {
        signal.throwIfAborted()
        return false
      }
    },
  }
}

/** Whether something answers at an address now. */
export async function addressAnswers(address: string, port: number, signal: AbortSignal): Promise<boolean> {
  const [found] = await resolveName(address)
  return found !== undefined && tcpAnswers(found, port, signal)
}

/** Whether an address accepts or refuses a connection. A refusal is an answer of its kernel, unless the address is one of this machine. */
async function tcpAnswers(address: string, port: number, signal: AbortSignal): Promise<boolean> {
  const {promise, resolve} = Promise.withResolvers<boolean>()
  const socket = connect({host: address, port, signal})
  const timer = setTimeout(() => resolve(false), tryMs)
  socket.on('connect', () => resolve(true))
  socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED' && !isOwnAddress(address)))
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    socket.destroy()
    signal.throwIfAborted()
  }
}

function isOwnAddress(address: string): boolean {
  if (address.startsWith('127.') || address === '::1') return true
  return Object.values(networkInterfaces()).some((interfaces) => interfaces?.some((one) => one.address === address))
}
