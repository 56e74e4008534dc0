import {addressForm, hostPortForm, inNetwork, ipv4Form, ipv4WithPrefixForm, macForm, networkForm, portForm} from '@ops/core/forms'
import {z} from 'zod'
import {clientNames} from '../loaders/boot-clients.ts'
import {loaderFile, loaderFiles} from '../loaders/loader-files.ts'
import {imageSchema} from './image-schema.ts'
import {subnetsSchema} from './subnet-schema.ts'

/** Text that becomes part of another program's configuration, where a line break would start a new line. */
const line = z.string().regex(/^\P{Cc}*$/u, 'must not have a line break or another control character')

/** Firmware families whose loaders differ in protocol; `pxe` stands for all others. */
export const firmwares = ['slof', 'pxcab', 'ipxe', 'edk2', 'u-boot', 'raspberry-pi', 'pxe'] as const

/** The NFS root as the machine mounts it. */
const nfs = z.strictObject({
  /** Undefined: the address that the machine booted from. */
  server: addressForm({port: 'port: *'}).optional(),
  /** Folder on the server; `%h` is the host's name. */
  path: line,
  version: z
    .preprocess(
      (value) => (typeof value === 'string' && /^\d(?:\.\d)?$/.test(value) ? Number(value) : value),
      z.union([z.literal(3), z.literal(4), z.literal(4.1), z.literal(4.2)]),
    )
    .meta({enum: [3, 4, 4.1, 4.2, '3', '4', '4.1', '4.2']})
    .default(4.1),
  port: portForm.default(2049),
  /** TCP and UDP port of mountd, NFSv3 only. */
  mountPort: portForm.optional(),
  /** More mount options, comma separated. */
  options: line.optional(),
  readOnly: z.boolean().default(false),
})

/** One virtual file: its text, or the file (below `templates`) that holds the template. */
const template = z.union([z.strictObject({text: z.string()}), z.strictObject({file: z.string()})])

/** Access to a host's serial console: a growing log file, a unix socket, a TCP port, or a terminal device. */
const serialSchema = z.union([
  z.strictObject({file: z.string()}),
  z.strictObject({unix: z.string()}),
  z.strictObject({tcp: hostPortForm}),
  /** Its speed is set with stty(1). */
  z.strictObject({device: z.string()}),
])

/** Loaders by kind of client, instead of those that ops chooses. */
const loaders = z.partialRecord(z.enum(clientNames), line).superRefine((chosen, context) => {
  for (const client of clientNames) {
    const loader = chosen[client]
    if (loader === undefined || loaderFile(client, loader) !== undefined) continue
    const known = Object.keys(loaderFiles[client]).join(', ')
    context.addIssue({
      code: 'custom',
      path: [client],
      message: `must be one of ${known}, or a file name with a dot or slash, not "${loader}"`,
    })
  }
})

export const profileSchema = z.strictObject({
  firmware: z.enum(firmwares).default('pxe'),
  /** `flash`: the board starts its own kernel; ops serves no files and follows only power and console. */
  source: z.enum(['network', 'flash']).default('network'),
  /** `uname -m` of the kernel, e.g. ppc64 (big-endian), ppc64le, x86_64, aarch64. The host's own `arch` overrides it. */
  arch: z.string().optional(),
  /** Folder of this profile's files, instead of the top-level `root`. Relative paths start at the inventory's folder. */
  root: line.optional(),
  /** The file that the firmware fetches first (DHCP option 67); the kernel when left out. */
  bootfile: line.optional(),
  loaders: loaders.default({}),
  /** Names below `root`. */
  kernel: line.optional(),
  initrd: line.optional(),
  /** Kernel arguments, a template. */
  cmdline: z.string().default(''),
  /** More names that a machine fetches; `ops boot check` fetches kernel, initrd and these. */
  files: z.array(line).default([]),
  /** Virtual files by name; the name is a template too, e.g. `pxelinux.cfg/01-{{mac-dashed}}`. */
  templates: z.record(z.string(), template).default({}),
  /** `slof-elf` sets the three ELF addresses that SLOF requires; `auto` does so for SLOF when they differ. */
  transform: z.enum(['auto', 'slof-elf', 'none']).default('auto'),
  /** Folder that is appended, per request, to the initrd as a further cpio archive. */
  overlay: line.optional(),
  nfs: nfs.optional(),
  console: line.optional(),
  /** Values for templates. */
  vars: z.record(z.string(), z.string()).default({}),
  /** Stages of a boot of this profile; all that can have evidence when left out. */
  stages: z.array(z.string()).optional(),
  /** How the initramfs is built (`ops boot image`). */
  image: imageSchema.optional(),
})

export const bootTopSchema = z.strictObject({
  /** Folder that is served. Relative paths start at the inventory's folder. */
  root: line.optional(),
  /** Folder of template files; the inventory's folder when left out. */
  templates: z.string().optional(),
  /** Control socket of `ops boot serve`; in the state directory when left out. */
  control: z.string().min(1).optional(),
  /** Networks that may fetch, in CIDR; loopback and private networks when left out. */
  allow: z.array(networkForm).optional(),
  /** Networks for which DHCP knows a router, DNS servers or a domain, and those behind relay agents. */
  subnets: subnetsSchema.default([]),
  profiles: z.record(z.string(), profileSchema).default({}),
})

export const bootHostSchema = z
  .strictObject({
    mac: macForm,
    profile: z.string(),
    uuid: z
      .string()
      .toLowerCase()
      .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'must be a UUID')
      .optional(),
    arch: z.string().optional(),
    /** IPv4 address while it boots, with its prefix length for static booting, e.g. 10.0.0.5/24. */
    ip: ipv4WithPrefixForm.optional(),
    gateway: ipv4Form.optional(),
    /** Appended to the profile's kernel arguments. */
    cmdline: z.string().default(''),
    /** Replaces the profile's folder of the NFS root. */
    nfsPath: line.optional(),
    overlay: line.optional(),
    /** Override the profile's. */
    vars: z.record(z.string(), z.string()).default({}),
    /** The serial console, a source of evidence for boot traces. */
    serial: serialSchema.optional(),
  })
  .superRefine(({ip, gateway}, context) => {
    if (ip === undefined || gateway === undefined) return
    const [address, prefix = '32'] = ip.split('/')
    if (gateway === address)
      context.addIssue({code: 'custom', path: ['gateway'], message: `must be another address than "ip", not "${gateway}"`})
    else if (Number(prefix) <= 30 && !inNetwork(ip, gateway))
      context.addIssue({code: 'custom', path: ['gateway'], message: `must lie in the network of "ip", ${ip}, not "${gateway}"`})
  })

export type SerialConsole = z.infer<typeof serialSchema>
export type Profile = z.infer<typeof profileSchema>
export type BootTop = z.infer<typeof bootTopSchema>
export type BootHost = z.infer<typeof bootHostSchema>
export type Firmware = (typeof firmwares)[number]
