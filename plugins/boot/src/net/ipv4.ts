/** First address of the network of an address. */
export function networkBase(address: string, mask: string): string {
  const parts = mask.split('.').map(Number)
  return address
    .split('.')
    .map((part, at) => Number(part) & (parts[at] ?? 0))
    .join('.')
}

/** The network of `10.0.0.0/24`. */
export function networkIn(cidr: string): {base: string; netmask: string} {
  const [address = '', prefix] = cidr.split('/')
  const mask = netmask(prefix ?? '32')
  return {base: networkBase(address, mask), netmask: mask}
}

export function contains({base, netmask: mask}: {base: string; netmask: string}, ip: string): boolean {
  return networkBase(ip, mask) === base
}

/** `C0A80105`: the form in which pxelinux and GRUB name a machine by its address; empty for other text. */
export function ipHex(ip: string): string {
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(ip)) return ''
  return ip
    .split('.')
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase()
}

export function netmask(prefix: string | undefined): string {
  if (prefix === undefined || !/^\d{1,2}$/.test(prefix) || Number(prefix) > 32) return ''
  const bits = Number(prefix) === 0 ? 0 : (0xffffffff << (32 - Number(prefix))) >>> 0
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.')
}

/** Prefix length of a netmask. */
export function prefixOf(netmask: string): number {
  return netmask.split('.').reduce((bits, part) => bits + Number(part).toString(2).replaceAll('0', '').length, 0)
}
