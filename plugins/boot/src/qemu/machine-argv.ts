/** A machine that boots from the network under QEMU (TCG) with real firmware. */
export interface QemuMachine {
  /** `slof` is a ppc64 pSeries, `ipxe` an x86 PC, `u-boot` an arm64 board. */
  firmware: 'slof' | 'ipxe' | 'u-boot'
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

/** QEMU's argv. On pSeries the mitigations that TCG does not support are off; otherwise QEMU refuses to start. */
export function machineArgv(machine: QemuMachine): string[] {
  const {firmware, memoryMiB, mac, netdev, serial, processors = 1, uuid, bootCommand} = machine
  const kinds = {
    slof: {program: 'qemu-system-ppc64', board: ['-M', slofMachine, '-boot', 'n'], card: 'spapr-vlan'},
    // An old processor model: work of the guest must be able to continue on the host's processor.
    ipxe: {program: 'qemu-system-x86_64', board: ['-M', 'pc', '-cpu', 'Nehalem', '-boot', 'n'], card: 'virtio-net-pci'},
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
