/*
 * Jobs of systemd that are no work while they run. Each row: unit (with wildcards), reason. A job that waits for another one
 * is no work either: the other one is.
 */
export const plainJobs: readonly (readonly [unit: string, why: string])[] = [
  ['*.device', 'waits for a device, for ever if it is not there'],
  ['systemd-networkd-wait-online*.service', 'waits for the network'],
  ['NetworkManager-wait-online.service', 'waits for the network'],
  ['systemd-time-wait-sync.service', 'waits for a time server'],
  ['plymouth-quit-wait.service', 'waits for the end of the boot'],
  ['user@*.service', 'starts or ends with a login; its processes are seen'],
  ['user-runtime-dir@*.service', 'starts or ends with a login'],
  ['session-*.scope', 'ends with a login; its processes are seen'],
]
