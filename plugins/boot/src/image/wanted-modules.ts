import type {Profile} from '../inventory/schema.ts'
import type {ImageOptions} from '../inventory/image-schema.ts'

/** Drivers of the usual network cards by firmware; those that the kernel does not have are left out. */
const cards: Record<string, readonly string[]> = {
  pxcab: ['spider_net', 'ibm_emac', 'tg3', 'e1000e'],
  slof: ['ibmveth', 'ibmvnic', 'virtio_pci', 'virtio_net', 'tg3', 'e1000'],
  'raspberry-pi': ['genet', 'lan78xx', 'smsc95xx', 'macb'],
  other: [
    'virtio_pci',
    'virtio_net',
    'e1000',
    'e1000e',
    'igb',
    'igc',
    'ixgbe',
    'r8169',
    'tg3',
    'bnxt_en',
    'mlx4_en',
    'mlx5_core',
    'vmxnet3',
  ],
}

export interface WantedModules {
  /** Required: built into the kernel or available as modules. */
  needed: string[]
  /** Included where they exist. */
  optional: string[]
}

/** Modules that a machine needs from network boot to its NFS root. */
export function wantedModules(profile: Pick<Profile, 'firmware' | 'nfs'>, image: ImageOptions): WantedModules {
  const needed = [...(image.drivers ?? []), ...image.modules]
  const optional = image.drivers === undefined ? [...(cards[profile.firmware] ?? cards['other'] ?? [])] : []
  // /dev/ram0 is brd's; axonram0 is the Cell blade driver's.
  if (image.ram !== undefined) {
    needed.push(image.ram.startsWith('axonram') ? 'axonram' : 'brd')
    // ext4 also mounts ext2, which is what mke2fs makes; its checksums need crc32c.
    optional.push('ext2', 'ext4', 'crc32c_generic')
  }
  if (image.into !== 'none') {
    const version = profile.nfs?.version ?? 4.1
    needed.push('nfs', version === 3 ? 'nfsv3' : 'nfsv4')
  }
  return {needed, optional}
}

/** Load options by module name. */
export function moduleOptions(image: ImageOptions): Record<string, string> {
  const brd: Record<string, string> = image.ram?.startsWith('ram') ? {brd: `rd_nr=1 rd_size=${image.ramMiB * 1024}`} : {}
  return {...brd, ...image.moduleOptions}
}
