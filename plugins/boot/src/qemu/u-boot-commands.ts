import type {Profile} from '../inventory/schema.ts'

/** Commands for U-Boot's prompt; its own boot order tries disks first and passes no kernel arguments. */
export function uBootCommands(
  {bootfile, kernel, initrd}: Pick<Profile, 'bootfile' | 'kernel' | 'initrd'>,
  cmdline: string,
): {when: RegExp; text: string}[] {
  const prompt = /^=> $/
  const first = kernel ?? bootfile ?? ''
  const commands = [`dhcp \${kernel_addr_r} ${first}`]
  if (initrd !== undefined) commands.push(`tftpboot \${ramdisk_addr_r} ${initrd}`)
  // Variables of U-Boot.
  const ramdisk = initrd === undefined ? '-' : `\${ramdisk_addr_r}:\${filesize}`
  if (kernel !== undefined) commands.push(`setenv bootargs ${cmdline}`, `booti \${kernel_addr_r} ${ramdisk} \${fdtcontroladdr}`)
  return [{when: /Hit any key to stop autoboot/, text: ' \n'}, ...commands.map((text) => ({when: prompt, text: `${text}\n`}))]
}
