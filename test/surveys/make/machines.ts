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
const desktop = [
  ...['linux-image-amd64', 'systemd-timesyncd', 'xserver-xorg-core', 'xserver-xorg-input-libinput', 'dbus-x11', 'dbus-user-session'],
  ...['network-manager', 'modemmanager', 'wpasupplicant', 'packagekit', 'udisks2', 'cups', 'cups-browsed', 'avahi-daemon', 'colord'],
  ...['accountsservice', 'upower', 'rtkit', 'polkitd', 'bluez', 'power-profiles-daemon', 'fwupd', 'unattended-upgrades', 'anacron'],
]

const share = "mkdir -m 777 -p /srv/share; echo '/srv/share *(rw,insecure,no_subtree_check)' >>/etc/exports"

export const machines: readonly SurveyedMachine[] = [
  ...(['bookworm', 'trixie'] as const).flatMap((suite) => {
    const release = suite === 'bookworm' ? '12' : '13'
    return [
      {
        name: `minimal-${release}`,
        kind: 'minimal' as const,
        role: 'a minimal install',
        suite,
        packages: [...base, ...installed],
        memoryMiB: 512,
      },
      {
        name: `build-${release}`,
        kind: 'build' as const,
        role: 'a build host',
        suite,
        packages: [...installed, ...buildHost],
        memoryMiB: 1024,
      },
      {
        name: `container-${release}`,
        kind: 'container' as const,
        role: 'a container host',
        suite,
        packages: [...base, ...containerHost],
        memoryMiB: 1024,
      },
      {
        name: `nfs-${release}`,
        kind: 'nfs' as const,
        role: 'an NFS server',
        suite,
        packages: [...base, 'nfs-kernel-server', 'acl'],
        memoryMiB: 512,
        prepare: share,
      },
    ]
  }),
  {
    name: 'hidepid-13',
    kind: 'hidepid',
    role: 'a minimal install with hidepid=2',
    suite: 'trixie',
    packages: [...base, ...installed],
    memoryMiB: 512,
    // As systemd does at the start where fstab says so.
    is: {machine: 'minimal-13', after: 'mount -o remount,hidepid=2 /proc'},
  },
  {
    name: 'desktop-12',
    kind: 'desktop',
    role: 'a desktop with Xfce and lightdm',
    suite: 'bookworm',
    packages: [...installed, ...desktop, 'xfce4', 'lightdm', 'lightdm-gtk-greeter'],
    memoryMiB: 1024,
  },
  {
    name: 'desktop-13',
    kind: 'desktop',
    role: 'a desktop with GNOME and gdm',
    suite: 'trixie',
    packages: [...installed, ...desktop, 'gdm3', 'gnome-shell', 'gnome-session'],
    memoryMiB: 1536,
  },
]

export function rootfsOf({suite, packages}: SurveyedMachine): RootfsSpec {
  return {suite, packages, variant: 'important'}
}
