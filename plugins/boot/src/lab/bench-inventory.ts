import {benchWork} from './bench-work.ts'
import type {Bench, BenchMachine} from './bench.ts'

/** Kernel modules that criu requires (`criu check` lists them). */
const criuModules = [
  'tcp_diag',
  'udp_diag',
  'raw_diag',
  'unix_diag',
  'af_packet_diag',
  'netlink_diag',
  'inet_diag',
  'nf_tables',
  'nfnetlink',
  'nft_ct',
  'nf_conntrack_netlink',
  'veth',
  'tun',
  'overlay',
]

export interface BenchMachines {
  pxcab: BenchMachine
  pxe: BenchMachine
}

/** The bench's part of the lab's ops.yaml; also the complete inventory of its own boot server. */
export function benchInventory(
  bench: Bench,
  {pxcab, pxe}: BenchMachines,
  {ssh, moves}: {ssh: Record<string, unknown>; moves: boolean},
): Record<string, unknown> {
  const {dir, control, httpPort, nfsPort} = bench
  const console = (machine: BenchMachine) => ({file: `${dir}/${machine.name}/console.log`})
  const power = ({plug}: BenchMachine) => ({driver: 'kasa', address: plug.address, port: plug.port, deviceId: plug.deviceId})
  return {
    boot: {
      root: `${dir}/srv`,
      control,
      profiles: {
        pxcab: {
          firmware: 'slof',
          arch: 'ppc64le',
          bootfile: 'pxcab/image.elf',
          console: 'hvc0',
          vars: {'memory-mib': '1024'},
          nfs: {path: `${dir}/roots/%h`, version: 4.1, port: nfsPort},
          image: {
            package: 'linux-image-powerpc64le',
            drivers: ['ibmveth'],
            ram: 'ram0',
            into: 'chroot',
            console: 'hvc0',
            beaconPort: httpPort,
            oneFile: true,
          },
        },
        pxe: {
          firmware: 'ipxe',
          arch: 'x86_64',
          bootfile: 'boot.ipxe',
          kernel: 'pxe/vmlinuz',
          initrd: 'pxe/initrd.img',
          // Kernel page-table isolation costs QEMU's emulated processor a flush at every system call; on a busy machine its
          // timer then fires too late, and Linux panics.
          cmdline: 'mitigations=off no_timer_check',
          console: 'ttyS0',
          vars: {'memory-mib': '1024'},
          nfs: {path: `${dir}/roots/%h`, version: 4.1, port: nfsPort},
          image: {
            package: 'linux-image-cloud-amd64',
            drivers: ['virtio_pci', 'virtio_net'],
            modules: criuModules,
            into: 'switch',
            console: 'ttyS0',
            beaconPort: httpPort,
          },
        },
      },
    },
    hosts: {
      pxcab: {
        tags: ['lab', 'netboot'],
        // There is no login: a ramdisk and a busybox root run no workloads and need no shutdown.
        ignore: ['*'],
        shutdown: 'none',
        arch: 'ppc64le',
        boot: {mac: pxcab.mac, profile: 'pxcab', ip: pxcab.ip, serial: console(pxcab)},
        power: power(pxcab),
        workloads: [],
      },
      pxe: {
        address: pxe.ip,
        shutdown: {command: ['/usr/local/sbin/ops-poweroff'], deadline: '30s', settle: '500ms'},
        tags: ['lab', 'netboot'],
        arch: 'x86_64',
        ssh,
        boot: {mac: pxe.mac, profile: 'pxe', ip: pxe.ip, serial: console(pxe)},
        power: power(pxe),
        // node1 and node2 exist in every lab with a bench.
        ...(moves ? {evacuate: {to: 'node1,node2'}, workloads: [benchWork]} : {workloads: []}),
      },
    },
  }
}
