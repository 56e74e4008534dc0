import {z} from 'zod'

const word = z.string().regex(/^[A-Za-z0-9._:/,=@%-]*$/, 'has a character that is not allowed in a boot setting')

/** `image:` of a profile: input of `ops boot image`, and settings of its /init. */
export const imageSchema = z.strictObject({
  /** Debian kernel package, fetched for the profile's architecture; or `kernel` and `modulesFrom` for your own kernel. */
  package: z.string().optional(),
  /** vmlinuz, Image or vmlinux on this machine. */
  kernel: z.string().optional(),
  /** Folder …/lib/modules/VERSION of that kernel. */
  modulesFrom: z.string().optional(),
  /** A static busybox for the board; Debian's busybox-static when left out. */
  busybox: z.string().optional(),
  /** Network card drivers; the usual ones of the firmware when left out. */
  drivers: z.array(z.string()).optional(),
  /** Modules beside those for network card, RAM block device and NFS. */
  modules: z.array(z.string()).default([]),
  /** Options by module name, e.g. {brd: rd_size=262144}. */
  moduleOptions: z.record(z.string(), z.string()).default({}),
  /** Folder with the modules' firmware files. */
  firmwareFrom: z.string().default('/lib/firmware'),
  /** RAM block device that the image copies itself to: axonram0 on a PXCAB, ram0 (brd) elsewhere; none when left out. */
  ram: word.optional(),
  ramMiB: z.int().min(8).default(256),
  /** `chroot` into the NFS root, `switch` to it, or `none`: a busybox ramdisk without NFS. */
  into: z.enum(['chroot', 'switch', 'none']).optional(),
  /** First program of the NFS root; when left out, the first of /sbin/init, /usr/local/sbin/ops-init, /etc/init, /bin/init, /bin/sh. */
  run: word.optional(),
  /** Device below /dev for the image's own output; the kernel's console when left out. */
  console: word.optional(),
  /** As the kernel's ip=. */
  ip: word.optional(),
  /** HTTP port of the boot server for stage beacons. */
  beaconPort: z.int().min(0).max(65535).optional(),
  /** Action after a failed step. */
  rescue: z.enum(['shell', 'reboot', 'poweroff']).default('shell'),
  /** Kernel and initramfs as one ELF file, for firmware that fetches only one (PowerPC). */
  oneFile: z.boolean().default(false),
  /** Address where the firmware keeps the fetched file, e.g. 0x4000 on pseries; used with oneFile. */
  loadBase: z.int().min(0).optional(),
})

export type ImageOptions = z.infer<typeof imageSchema>
