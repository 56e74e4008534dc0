import {isIPv4} from 'node:net'
import {dhcpErrors} from '../errors/dhcp-errors.ts'
import type {BootMachine} from '../profiles/boot-machine.ts'
import {templateValues} from '../profiles/template-values.ts'
import {networkBase} from '../net/ipv4.ts'

/** Longest file name in SLOF's own arguments (netload.c: arg_str_t filename[100]). */
const slofNameChars = 99

/** The lines to type at the firmware's prompt to boot without a DHCP server. */
export function firmwareArgs(machine: BootMachine, server: string): string[] {
  const {profile, host} = machine
  const values = templateValues(machine, {server})
  const {ip = '', gateway = '', netmask = '', kernel = '', initrd = '', cmdline = '', bootfile = ''} = values
  if (ip === '') throw dhcpErrors.BOOT_NO_STATIC_IP({host: host.name}, host.name)
  const isNear = netmask === '' || !isIPv4(server) || networkBase(server, netmask) === networkBase(ip, netmask)
  if (!isNear && gateway === '') throw dhcpErrors.BOOT_SERVER_AFAR({host: host.name}, host.name, machine.boot.ip ?? ip, server)
  switch (profile.firmware) {
    case 'slof':
    case 'pxcab':
      if (bootfile.length > slofNameChars) throw dhcpErrors.BOOT_NAME_TOO_LONG({host: host.name}, host.name, bootfile, slofNameChars)
      // boot net:[dhcp|bootp|ipv6,]server,file,client,gateway,dhcp-retries,tftp-retries arguments
      return [`boot net:${server},${bootfile === '' ? '/' : bootfile},${ip}${gateway === '' ? '' : `,${gateway}`} ${cmdline}`.trimEnd()]
    case 'ipxe':
      return [
        'ifopen net0',
        `set net0/ip ${ip}`,
        ...(netmask === '' ? [] : [`set net0/netmask ${netmask}`]),
        ...(gateway === '' ? [] : [`set net0/gateway ${gateway}`]),
        `chain tftp://${server}/${bootfile}`,
      ]
    case 'u-boot':
      return [
        `setenv ipaddr ${ip}`,
        `setenv serverip ${server}`,
        ...(netmask === '' ? [] : [`setenv netmask ${netmask}`]),
        ...(gateway === '' ? [] : [`setenv gatewayip ${gateway}`]),
        `setenv bootargs '${cmdline}'`,
        `tftpboot \${kernel_addr_r} ${kernel}`,
        ...(initrd === '' ? [] : [`tftpboot \${ramdisk_addr_r} ${initrd}`]),
        `${uBootCommand(machine.arch)} \${kernel_addr_r} ${initrd === '' ? '-' : `\${ramdisk_addr_r}:\${filesize}`} \${fdtcontroladdr}`,
      ]
    default:
      throw dhcpErrors.BOOT_NO_FIRMWARE_ARGS({host: host.name}, host.name, profile.firmware)
  }
}

/** arm64 and RISC-V boot an Image, 32-bit ARM a zImage, others a uImage. */
function uBootCommand(arch: string | undefined): string {
  if (arch === undefined || arch === 'aarch64' || arch === 'riscv64') return 'booti'
  return arch.startsWith('arm') ? 'bootz' : 'bootm'
}
