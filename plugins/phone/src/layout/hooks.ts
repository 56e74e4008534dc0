export type HookName = 'magisk' | 'userinit' | 'rc'

/** Files that make a ROM run something at boot. */
export const hookFiles: Readonly<Record<HookName, string>> = {
  magisk: '/data/adb/service.d/99-ops-sshd',
  userinit: '/data/local/userinit.sh',
  rc: '/system/etc/init/ops-sshd.rc',
}

export const hookNames = Object.keys(hookFiles) as HookName[]

export const magiskFolder = '/data/adb/service.d'

/** The files that the probe reads to find boot hooks. */
export const bootHookFiles: readonly string[] = [magiskFolder, ...Object.values(hookFiles)]
