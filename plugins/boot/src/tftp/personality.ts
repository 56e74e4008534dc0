import type {Request} from './packet.ts'
import type {Firmware} from '../inventory/schema.ts'

/** Protocol parameters for one family of boot firmware. */
export interface Personality {
  name: Firmware
  /** Milliseconds for which the port of an ended transfer stays open: a late packet to a closed port causes an ICMP error. */
  dallyMs: number
  /** Shortest wait before a retransmission, ms. */
  floorMs: number
  /** Blocks. */
  maxWindow: number
  /** Longest text of an ERROR, characters: some firmware prints it on one line or copies it to a small buffer. */
  errorChars: number
}

const usual: Personality = {name: 'pxe', dallyMs: 1000, floorMs: 50, maxWindow: 64, errorChars: 120}

/**
 * SLOF uses source port 2001 for every file and ends the *current* transfer on an ICMP error (E3005), so the port of the
 * previous file must stay open until after the next one has started. It counts ticks of 1 s. (SLOF lib/libnet/tftp.c)
 */
const slof: Personality = {...usual, name: 'slof', dallyMs: 6000, floorMs: 200, maxWindow: 1, errorChars: 60}

export const personalities: Record<Firmware, Personality> = {
  pxe: usual,
  slof,
  // The 2010 tree of SLOF repeats no request and gives up after 600 ticks without an answer.
  pxcab: {...slof, name: 'pxcab', dallyMs: 10_000, floorMs: 500},
  ipxe: {...usual, name: 'ipxe', floorMs: 100, maxWindow: 1},
  // Requests window 4 (TFTP_WINDOWSIZE of NetworkPkg).
  edk2: {...usual, name: 'edk2', dallyMs: 2000, floorMs: 200, maxWindow: 64},
  // Older trees silently drop a repeated block, so early retransmissions have no benefit.
  'u-boot': {...usual, name: 'u-boot', dallyMs: 5000, floorMs: 250},
  'raspberry-pi': {...usual, name: 'raspberry-pi', dallyMs: 2000, floorMs: 200, maxWindow: 1},
}

/** Identifies the firmware: from `known` (inventory or DHCP), else from the request itself. */
export function personalityOf(request: Request, clientPort: number, known?: Firmware): Personality {
  return personalities[known !== undefined && known !== 'pxe' ? known : fingerprint(request, clientPort)]
}

function fingerprint({file, options}: Request, clientPort: number): Firmware {
  const shape = options.map(({name, value}) => `${name}=${value}`).join(' ')
  // SLOF: only blksize, port 2001. iPXE, U-Boot: order and values of options. Pi: eight hex digits of its serial number.
  if (clientPort === 2001 && shape === 'blksize=1428') return 'slof'
  if (shape === 'blksize=1432 tsize=0') return 'ipxe'
  if (/^timeout=\d+ tsize=0 blksize=\d+( windowsize=\d+)?$/.test(shape)) return 'u-boot'
  if (/^([0-9a-f]{8}\/)?(bootcode\.bin|start4?\.elf|config\.txt|recovery\.elf)$/.test(file)) return 'raspberry-pi'
  if (/^tsize=0( blksize=\d+)?( windowsize=4)?$/.test(shape) || /^blksize=\d+ windowsize=4$/.test(shape)) return 'edk2'
  return 'pxe'
}
