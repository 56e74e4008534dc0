import {Flags} from '@oclif/core'

/** Stable for scripts: names and meanings of these do not change. */
export const serveFlags = {
  root: Flags.string({description: 'folder to serve (default: boot.root of the inventory)', helpValue: 'DIR'}),
  listen: Flags.string({
    description: 'address to listen on; may be repeated (default, and 0.0.0.0: every address of this machine)',
    helpValue: 'ADDR',
    multiple: true,
  }),
  'tftp-port': Flags.integer({description: 'UDP port; 0 takes a free one', default: 69, min: 0, max: 65535}),
  'http-port': Flags.integer({description: 'TCP port of HTTP boot and beacons; 0 takes a free one', default: 8069, min: 0, max: 65535}),
  http: Flags.boolean({description: 'serve the same files over HTTP', default: true, allowNo: true}),
  metrics: Flags.string({description: 'serve /metrics, /readyz and /healthz here', helpValue: 'ADDR:PORT'}),
  control: Flags.string({description: "unix socket for ops boot status (default: in ops's state directory)", helpValue: 'PATH'}),
  user: Flags.string({description: 'become this user once the ports are bound', helpValue: 'NAME'}),
  allow: Flags.string({
    description: 'network that may fetch, in CIDR; may be repeated (default: boot.allow, else private networks)',
    helpValue: 'NET',
    multiple: true,
  }),
  'max-transfers': Flags.integer({description: 'transfers at once', default: 4096, min: 1}),
  'max-client-transfers': Flags.integer({description: 'transfers at once of one address', default: 64, min: 1}),
  'max-client-rate': Flags.integer({
    description: 'requests per second of one address; four times as many may come at once',
    default: 100,
    min: 1,
  }),
  'max-blksize': Flags.integer({description: "largest block, bytes (default: what the interface's MTU holds)", min: 8, max: 65464}),
  'window-bytes': Flags.integer({description: 'most bytes under way to one client', default: 65536, min: 512}),
  'armed-only': Flags.boolean({description: 'serve only machines that ops boot start has armed'}),
  dhcp: Flags.option({
    description: 'dnsmasq as a child: full gives addresses, proxy only boot information',
    options: ['off', 'proxy', 'full'] as const,
    default: 'off',
  })(),
  'dhcp-range': Flags.string({
    description: 'addresses for machines that the inventory does not have, with --dhcp full',
    helpValue: 'FIRST,LAST',
  }),
  'dhcp-interface': Flags.string({
    description: 'network card for DHCP; may be repeated (default: those of --listen)',
    helpValue: 'CARD',
    multiple: true,
  }),
  nfs: Flags.option({
    description: "NFS roots: nfs-ganesha as a child, the kernel's server, or somebody else's, only looked at",
    options: ['off', 'ganesha', 'nfsd', 'external'] as const,
    default: 'off',
  })(),
  'nfs-port': Flags.integer({description: 'TCP port of nfs-ganesha', default: 2049, min: 1, max: 65535}),
  drain: Flags.string({description: 'time for transfers under way at the end', default: '30s', helpValue: 'TIME'}),
}
