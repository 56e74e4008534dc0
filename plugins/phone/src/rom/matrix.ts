/** What is known about a generation of LineageOS. The probe of a phone overrides every field. */
export interface RomRow {
  rom: string
  /** `ro.build.version.sdk`, lowest and highest. */
  sdk: readonly [number, number]
  openssh: readonly string[]
  /** Folder of start-ssh; the probe searches all folders for sshd itself. */
  bin: string
  /** The configuration that its own start-ssh passes. */
  config: string
  /** `/data/local/userinit.sh` is run at boot ("Kill sysinit", 2019-10-09, ended it). */
  userinit: boolean
}

/** Read in LineageOS's sources (android_external_openssh, android_vendor_lineage); rows end with 22.0 of October 2024. */
export const romMatrix: readonly RomRow[] = [
  {rom: 'CM 13', sdk: [23, 23], openssh: ['6.8'], bin: '/system/bin', config: '/system/etc/ssh/sshd_config', userinit: true},
  {rom: '14.1', sdk: [25, 25], openssh: ['6.8', '7.1', '8.0'], bin: '/system/bin', config: '/system/etc/ssh/sshd_config', userinit: true},
  {rom: '15.1', sdk: [27, 27], openssh: ['8.0'], bin: '/system/bin', config: '/system/etc/ssh/sshd_config', userinit: true},
  {rom: '16.0', sdk: [28, 28], openssh: ['8.0'], bin: '/system/bin', config: '/system/etc/ssh/sshd_config', userinit: true},
  {rom: '17.1', sdk: [29, 29], openssh: ['8.0'], bin: '/system/bin', config: '/system/etc/ssh/sshd_config', userinit: false},
  {rom: '18.1', sdk: [30, 30], openssh: ['8.3'], bin: '/vendor/bin', config: '/vendor/etc/ssh/sshd_config', userinit: false},
  {rom: '19.1', sdk: [31, 32], openssh: ['8.3'], bin: '/product/bin', config: '/product/etc/ssh/sshd_config', userinit: false},
  {rom: '20', sdk: [33, 33], openssh: ['9.0'], bin: '/product/bin', config: '/product/etc/ssh/sshd_config', userinit: false},
  {rom: '21', sdk: [34, 34], openssh: ['9.0'], bin: '/product/bin', config: '/product/etc/ssh/sshd_config', userinit: false},
]

/**
 * Whether this OpenSSH refuses keys below a folder that neither root nor the user owns. Android's patch skips that check
 * in 6.8, 7.1 and from 8.3 on; the 8.0 of 14.1 (2019) to 17.1 does not have it.
 */
export function checksFolders(openssh: readonly [number, number]): boolean {
  const [major, minor] = openssh
  return major === 8 && minor < 3
}
