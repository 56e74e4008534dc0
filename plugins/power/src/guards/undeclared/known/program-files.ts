/*
 * Programs whose file, as /proc/PID/exe shows it, has another name than the process. Every other known program has its own name.
 * Each row: program, names of its file, where it was seen.
 */
export const programFiles: readonly (readonly [program: string, files: readonly string[], source: string])[] = [
  ['systemd-udevd', ['systemd-udevd', 'udevadm'], 'udev 252 (Debian 12): a link to udevadm'],
  ['(udev-worker)', ['systemd-udevd', 'udevadm'], 'udev 252 (Debian 12): a fork of systemd-udevd'],
  ['(sd-pam)', ['systemd', 'systemd-executor'], 'systemd 252 (Debian 12), 257 (Debian 13)'],
  ['init', ['init', 'systemd'], 'sysvinit 3.06, systemd-sysv 252 (Debian 12)'],
  ['pipewire-pulse', ['pipewire-pulse', 'pipewire'], 'pipewire-pulse 0.3 (Debian 12): a link to pipewire'],
  ['dhcpcd', ['dhcpcd', 'dhcpcd5'], 'dhcpcd5 9.4 (Debian 12): an alternative'],
  ['elogind-daemon', ['elogind-daemon', 'elogind'], 'elogind 246 (Debian 12)'],
  ['podman pause', ['podman'], 'podman 4.3 (Debian 12)'],
  ['dropbear', ['dropbear', 'dropbearmulti'], 'dropbear 2022.83 with all its programs in one file'],
]
