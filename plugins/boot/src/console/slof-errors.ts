/**
 * SLOF's error numbers (its lib/libnet and slof/fs/boot.fs) with their meaning and usual cause. A PXCAB's firmware prints
 * the same numbers.
 */
export const slofErrors: Readonly<Record<string, string>> = {
  E3000: 'the network card has no MAC address',
  E3001: 'no DHCP or BOOTP server answered',
  E3002: 'the boot server did not answer ARP; it may be in another network',
  E3003: 'an unknown network error',
  E3004: 'the file does not fit into the load area',
  E3005: 'the boot server closed the TFTP port in the middle of the transfer (ICMP port unreachable)',
  E3006: 'the network card could not be started',
  E3007: 'the file name is too long or missing',
  E3008: 'no boot server is set: neither option 66, siaddr nor the arguments name one',
  E3009: 'the boot server does not have the file',
  E3010: 'the boot server refuses the file',
  E3011: 'the boot server has no space',
  E3012: 'the boot server rejected the request as an illegal operation',
  E3013: 'the boot server does not know the transfer',
  E3014: 'the boot server reports an unknown user',
  E3015: 'the TFTP transfer timed out',
  E3016: 'a TFTP block came out of order',
  E3017: 'the boot server answered with a block size above the requested 1428 bytes',
  E3018: 'the file is larger than the firmware can take',
  E3403: 'the fetched file is not an executable for this firmware (ELF, right byte order, p_vaddr equal to p_paddr)',
  E3404: 'the boot device cannot be opened',
  E3405: 'the boot device does not exist',
  E3406: 'the boot device is not bootable',
  E3407: 'loading from the boot device failed',
  E3408: 'the client program ended',
  E3409: 'the firmware could not start the client program',
  E3410: 'no boot device is set',
}

/** Numbers after which SLOF continues with its next boot device. */
const nonFatal = new Set(['E3404', 'E3405', 'E3406'])

export interface SlofError {
  code: string
  words: string
  /** False when the firmware continues with its next boot device. */
  fatal: boolean
}

/** Finds a SLOF error number such as `E3009:` in a console line. */
export function slofErrorOf(line: string): SlofError | undefined {
  const code = /\bE3[04]\d\d\b/.exec(line)?.[0]
  if (code === undefined) return undefined
  return {
    code,
    words:
      slofErrors[code] ??
      (line
        .split(code)[1]
        ?.replace(/^[:\s]+/, '')
        .trim() ||
        'unknown SLOF error'),
    fatal: !nonFatal.has(code),
  }
}
