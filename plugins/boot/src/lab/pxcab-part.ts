import type {LabPart, Registry} from '@ops/core/seams'

const packages = [
  'qemu-system-ppc',
  'qemu-system-x86',
  'ipxe-qemu',
  'iproute2',
  'dnsmasq-base',
  'nfs-ganesha',
  'nfs-ganesha-vfs',
  'rpcbind',
  'mmdebstrap',
  'openssh-client',
  'xz-utils',
] as const

/** `ops lab up --with pxcab`; its modules are imported on first use. */
export function pxcabPart(registry: Registry): LabPart {
  const part = async () => (await import('./bench-part.ts')).benchPart(registry, packages)
  return {
    name: 'pxcab',
    packages,
    byDefault: false,
    up: async (context) => (await part()).up(context),
    down: async (piece, context) => (await part()).down(piece, context),
  }
}
