/** A machine that boots from the network under QEMU (TCG) with real firmware. */
export interface QemuMachine {
  /** `slof` is a ppc64 pSeries, `ipxe` and `ovmf` an x86 PC with BIOS or UEFI, `u-boot` and `aavmf` an arm64 board. */
  firmware: 'slof' | 'ipxe' | 'ovmf' | 'u-boot' | 'aavmf'
  memoryMiB: number
  mac: string
  /** For `-netdev NETDEV,id=net0`. */
  netdev: string
  /** `stdio`, or a chardev in QEMU's syntax (`socket,path=…`). */
  serial: 'stdio' | {chardev: string}
  /** Network card; default: one that the firmware supports. */
  card?: string
  processors?: number
  uuid?: string
  /** Open Firmware's boot-command, with kernel arguments. */
  bootCommand?: string
}

const slofMachine = 'pseries,cap-cfpc=broken,cap-sbbc=broken,cap-ibs=broken,cap-ccf-assist=off'
export const uBootBios = '/usr/lib/u-boot/qemu_arm64/u-boot.bin'
/** Images of EDK2 in Debian's packages ovmf and qemu-efi-aarch64. */
export const ovmfBios = '/usr/share/ovmf/OVMF.fd'
export const aavmfBios = '/usr/share/qemu-efi-aarch64/QEMU_EFI.fd'

/** QEMU's argv. On pSeries the mitigations that TCG does not support are off; otherwise QEMU refuses to start. */
export function machineArgv(machine: QemuMachine): string[] {
  const {firmware, memoryMiB, mac, netdev, serial, processors = 1, uuid, bootCommand} = machine
  const kinds = {
    slof: {program: 'qemu-system-ppc64', board: ['-M', slofMachine, '-boot', 'n'], card: 'spapr-vlan'},
    // An old processor model: work of the guest must be able to continue on the host's processor.
    ipxe: {program: 'qemu-system-x86_64', board: ['-M', 'pc', '-cpu', 'Nehalem', '-boot', 'n'], card: 'virtio-net-pci'},
    // Without the card's ROM, EDK2's own network stack boots.
    ovmf: {program: 'qemu-system-x86_64', board: ['-M', 'q35', '-cpu', 'Nehalem', '-bios', ovmfBios], card: 'virtio-net-pci,romfile='},
    aavmf: {
      program: 'qemu-system-aarch64',
      board: ['-M', 'virt', '-cpu', 'cortex-a57', '-bios', aavmfBios],
      card: 'virtio-net-pci,romfile=',
    },
    'u-boot': {program: 'qemu-system-aarch64', board: ['-M', 'virt', '-cpu', 'cortex-a57', '-bios', uBootBios], card: 'virtio-net-pci'},
  } as const
  const {program, board, card} = kinds[firmware]
  const console = serial === 'stdio' ? ['-serial', 'stdio'] : ['-chardev', `${serial.chardev},id=serial0`, '-serial', 'chardev:serial0']
  return [
    program,
    ...board,
    '-accel',
    'tcg,thread=multi',
    '-smp',
    String(processors),
    '-m',
    String(memoryMiB),
    '-nographic',
    '-nodefaults',
    '-no-reboot',
    '-monitor',
    'none',
    ...console,
    ...(uuid === undefined ? [] : ['-uuid', uuid]),
    ...(bootCommand === undefined ? [] : ['-prom-env', `boot-command=${bootCommand}`]),
    '-netdev',
    `${netdev},id=net0`,
    '-device',
    `${machine.card ?? card},netdev=net0,mac=${mac}`,
  ]
}
