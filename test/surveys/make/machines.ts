import type {RootfsSpec} from '@ops/core/rootfs'
import type {Role} from './planted/index.ts'

/** A Debian machine whose surveys are kept. */
export interface SurveyedMachine {
  name: string
  kind: Role
  /** What it is, for people who read its surveys. */
  role: string
  suite: 'bookworm' | 'trixie'
  packages: readonly string[]
  memoryMiB: number
  /** Shell text that changes its root before it starts; it runs there by chroot. */
  prepare?: string
  /** It is another machine, with shell text that root runs on that before everything else. */
  is?: {machine: string; after: string}
}

/** What Debian's installer puts on every machine with an ssh server, besides packages of priority important. */
const installed = [
  ...['initramfs-tools', 'zstd', 'openssh-server', 'dbus', 'libpam-systemd', 'sudo', 'bash-completion', 'ca-certificates', 'file'],
  ...['less', 'logrotate', 'cron', 'man-db', 'rsyslog'],
]
const base = ['linux-image-cloud-amd64', 'systemd-timesyncd', ...installed]
// chrony replaces systemd-timesyncd.
const buildHost = [
  ...['linux-image-cloud-amd64', 'build-essential', 'at', 'unattended-upgrades', 'chrony', 'postfix', 'qemu-guest-agent', 'tmux', 'screen'],
  ...[
    'rsync',
    'mdadm',
    'dosfstools',
    'udisks2',
    'smartmontools',
    'python3',
    'git',
    'polkitd',
    'anacron',
    'irqbalance',
    'dbus-user-session',
  ],
]
const containerHost = [
  ...['docker.io', 'podman', 'uidmap', 'slirp4netns', 'fuse-overlayfs', 'dbus-user-session', 'systemd-container', 'busybox-static'],
  ...['iptables', 'qemu-system-x86'],
]
const share = "mkdir -m 777 -p /srv/share; echo '/srv/share *(rw,insecure,no_subtree_check)' >>/etc/exports"

export const machines: readonly SurveyedMachine[] = [
  {name: 'minimal-13', kind: 'minimal', role: 'a minimal install', suite: 'trixie', packages: base, memoryMiB: 512},
  {name: 'minimal-12', kind: 'minimal', role: 'a minimal install', suite: 'bookworm', packages: base, memoryMiB: 512},
  {
    name: 'hidepid-13',
    kind: 'hidepid',
    role: 'a minimal install with hidepid=2',
    suite: 'trixie',
    packages: base,
    memoryMiB: 512,
    // As systemd does at the start where fstab says so.
    is: {machine: 'minimal-13', after: 'mount -o remount,hidepid=2 /proc'},
  },
  {name: 'build-13', kind: 'build', role: 'a build host', suite: 'trixie', packages: [...installed, ...buildHost], memoryMiB: 1024},
  {
    name: 'container-12',
    kind: 'container',
    role: 'a container host',
    suite: 'bookworm',
    packages: [...base, ...containerHost],
    memoryMiB: 1024,
  },
  {
    name: 'nfs-13',
    kind: 'nfs',
    role: 'an NFS server',
    suite: 'trixie',
    packages: [...base, 'nfs-kernel-server', 'acl'],
    memoryMiB: 512,
    prepare: share,
  },
]

export function rootfsOf({suite, packages}: SurveyedMachine): RootfsSpec {
  return {suite, packages, variant: 'important'}
}
