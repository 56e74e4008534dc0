import {Flags} from '@ops/core/cli'

/** Names and meanings of these flags are stable for scripts. */
export const serveFlags = {
  root: Flags.string({description: 'folder to serve (default: boot.root of the inventory)', helpValue: 'DIR'}),
  listen: Flags.string({
    description: 'address to listen on; may be repeated (default, and 0.0.0.0: all addresses of this machine)',
    helpValue: 'ADDR',
    multiple: true,
  }),
  'tftp-port': Flags.integer({description: 'UDP port; 0 takes a free one', default: 69, min: 0, max: 65535, helpValue: 'PORT'}),
  'http-port': Flags.integer({
    description: 'TCP port of HTTP boot and beacons; 0 takes a free one',
    default: 8069,
    min: 0,
    max: 65535,
    helpValue: 'PORT',
  }),
  http: Flags.boolean({description: 'serve the same files over HTTP', default: true, allowNo: true}),
  metrics: Flags.string({description: 'serve /metrics, /readyz and /healthz here', helpValue: 'ADDR:PORT'}),
  control: Flags.string({
    description: 'unix socket for ops boot status and start (default: boot.control of the inventory, else in the state directory)',
    helpValue: 'PATH',
  }),
  user: Flags.string({description: 'switch to this user after the ports are bound', helpValue: 'NAME'}),
  allow: Flags.string({
    description: 'network that may fetch, in CIDR; may be repeated (default: boot.allow, else private networks)',
    helpValue: 'NET',
    multiple: true,
  }),
  'max-transfers': Flags.integer({description: 'concurrent transfers', default: 4096, min: 1, helpValue: 'COUNT'}),
  'max-client-transfers': Flags.integer({description: 'concurrent transfers of one address', default: 64, min: 1, helpValue: 'COUNT'}),
  'max-client-rate': Flags.integer({
    description: 'requests per second of one address; bursts of four times as many are allowed',
    default: 100,
    min: 1,
    helpValue: 'RATE',
  }),
  'max-blksize': Flags.integer({
    description: "largest block, bytes (default: the limit of the interface's MTU)",
    min: 8,
    max: 65464,
    helpValue: 'BYTES',
  }),
  'window-bytes': Flags.integer({
    description: 'most bytes that are sent to one client without an answer',
    default: 65536,
    min: 512,
    helpValue: 'BYTES',
  }),
  'armed-only': Flags.boolean({description: 'serve only machines that ops boot start has armed'}),
  dhcp: Flags.option({
    description: 'run dnsmasq: full leases addresses, proxy only adds boot information',
    options: ['off', 'proxy', 'full'] as const,
    default: 'off',
  })(),
  'dhcp-range': Flags.string({
    description: 'addresses for machines that are not in the inventory, with --dhcp full',
    helpValue: 'FIRST,LAST',
  }),
  beside: Flags.boolean({description: 'start --dhcp full although another DHCP server answers, and leave its clients to it'}),
  'dhcp-interface': Flags.string({
    description: 'network interface for DHCP, e.g. eth1; may be repeated (default: those of --listen)',
    helpValue: 'CARD',
    multiple: true,
  }),
  nfs: Flags.option({
    description: "serve NFS roots with nfs-ganesha or the kernel's server (nfsd), or only verify those of another server (external)",
    options: ['off', 'ganesha', 'nfsd', 'external'] as const,
    default: 'off',
  })(),
  'nfs-port': Flags.integer({description: 'TCP port of nfs-ganesha', default: 2049, min: 1, max: 65535, helpValue: 'PORT'}),
  drain: Flags.string({description: 'longest time that running transfers have to finish at shutdown', default: '30s', helpValue: 'TIME'}),
}
