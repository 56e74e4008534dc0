import type {RootfsSpec} from '@ops/core/rootfs'

/**
 * What every lab host runs. Debian 13, because the criu of Debian 12 does not start on kernels from 6.13 on
 * (`Unexpected rt vDSO area bounds`).
 */
export const hostRoot: RootfsSpec = {
  suite: 'trixie',
  packages: ['criu', 'iproute2', 'iputils-ping', 'kmod', 'nftables', 'openssh-server', 'procps', 'rsync', 'runc', 'util-linux'],
}
