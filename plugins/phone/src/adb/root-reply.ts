export type RootReply = 'restarting' | 'already' | 'production' | 'disabled' | 'other'

/**
 * What adbd's answer to `root:` means; adb's own exit code is 0 for all of them.
 * Texts: packages/modules/adb daemon/restart_service.cpp and LineageOS's patches to it since CM 13.
 */
export function readRootReply(text: string): RootReply {
  if (/restarting adbd as root/i.test(text)) return 'restarting'
  if (/already running as root/i.test(text)) return 'already'
  if (/cannot run as root in production builds/i.test(text)) return 'production'
  if (/root access is disabled by system setting/i.test(text)) return 'disabled'
  return 'other'
}
