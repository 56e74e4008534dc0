import {traceErrors} from '../errors/trace-errors.ts'
import type {Firmware} from '../inventory/schema.ts'
import type {BootMachine} from '../profiles/boot-machine.ts'
import type {QemuMachine} from '../qemu/machine-argv.ts'

/** Firmware that QEMU can run, by the names of `ops boot test --firmware`. */
export const testFirmwares = ['bios', 'uefi', 'uefi-http', 'u-boot', 'slof'] as const
export type TestFirmware = (typeof testFirmwares)[number]

/** The usual firmware of a profile. */
const usual: Partial<Record<Firmware, TestFirmware>> = {
  slof: 'slof',
  pxcab: 'slof',
  ipxe: 'bios',
  pxe: 'bios',
  edk2: 'uefi',
  'u-boot': 'u-boot',
}
const isArm64 = (arch: string | undefined) => arch === 'aarch64' || arch === 'arm64'

export interface ChosenFirmware {
  firmware: QemuMachine['firmware']
  overHttp: boolean
}

/** The firmware to run for a machine. A BIOS is for PCs only: an arm64 machine has UEFI. */
export function firmwareOf({profile, profileName, arch}: BootMachine, named: TestFirmware | undefined): ChosenFirmware {
  const usually = usual[profile.firmware]
  const chosen = named ?? (usually === 'bios' && isArm64(arch) ? 'uefi' : usually)
  if (chosen === undefined || profile.source === 'flash')
    throw traceErrors.BOOT_TEST_FIRMWARE({}, profileName, profile.source === 'flash' ? 'flash' : profile.firmware)
  const uefi = isArm64(arch) ? 'aavmf' : 'ovmf'
  const firmware = ({bios: 'ipxe', uefi, 'uefi-http': uefi, 'u-boot': 'u-boot', slof: 'slof'} as const)[chosen]
  return {firmware, overHttp: chosen === 'uefi-http'}
}

/** Escape ends EDK2's attempts over PXE, over IPv4 and then IPv6; HTTP follows in its boot order. */
export const skipPxe = {text: '\u001b', everyMs: 400, from: />>Start PXE/, until: />>Start HTTP/}
