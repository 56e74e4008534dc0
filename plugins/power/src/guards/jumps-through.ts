import type {Host} from '@ops/core/inventory'

/** `ProxyJump: user@jump:22,next` in the inventory's ssh options. */
export function jumpsThrough(other: Host, host: Host): boolean {
  const jumps = (other.ssh.options?.['ProxyJump'] ?? '').split(',').map((jump) =>
    jump
      .trim()
      .replace(/^ssh:\/\//, '')
      .replace(/^.*@/, '')
      .replace(/:\d+$/, ''),
  )
  return jumps.includes(host.name) || (host.address !== undefined && jumps.includes(host.address))
}
