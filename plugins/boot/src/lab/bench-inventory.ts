import {benchWork} from './bench-work.ts'
import type {Bench, BenchMachine} from './names.ts'

/** Modules that criu asks the kernel for (its `check` names them one by one). */
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

/** What the bench adds to the lab's ops.yaml; also the whole inventory of its own boot server. */
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
          // Separate page tables for the kernel cost QEMU's own processor a flush at every call; on a busy machine its timer
          // comes too late for Linux, which then panics.
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
        // Nobody can log in there: a ramdisk and a root of busybox hold no work and have nothing to shut down.
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
        // Hosts of every lab that has a bench.
        ...(moves ? {evacuate: {to: 'node1,node2'}, workloads: [benchWork]} : {workloads: []}),
      },
    },
  }
}
