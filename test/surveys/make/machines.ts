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
  /** It has a screen, which a display manager waits for. */
  screen?: boolean
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
  ...['sbuild', 'schroot', 'devscripts', 'debhelper', 'ccache', 'packagekit', 'packagekit-tools'],
]
const containerHost = [
  ...['docker.io', 'podman', 'uidmap', 'slirp4netns', 'fuse-overlayfs', 'dbus-user-session', 'systemd-container', 'busybox-static'],
  ...['iptables', 'qemu-system-x86'],
]
// docker.io of Debian 13 has its client and its builder in packages of their own.
const containerHost13 = [...containerHost, 'docker-cli', 'docker-buildx', 'apparmor', 'passt']
// What the task xfce-desktop of Debian's installer puts on a machine, without office programs and fonts.
const desktop = [
  ...['linux-image-amd64', 'systemd-timesyncd', 'apparmor', 'anacron', 'unattended-upgrades', 'fwupd', 'packagekit', 'packagekit-tools'],
  ...['xfce4', 'xfce4-terminal', 'xfce4-power-manager', 'xfce4-notifyd', 'lightdm', 'lightdm-gtk-greeter', 'light-locker', 'mate-polkit'],
  ...[
    'xserver-xorg-core',
    'xserver-xorg-input-libinput',
    'dbus-user-session',
    'accountsservice',
    'polkitd',
    'at-spi2-core',
    'gnome-keyring',
  ],
  ...['network-manager', 'network-manager-applet', 'modemmanager', 'wpasupplicant', 'bluez', 'avahi-daemon', 'cups', 'cups-client'],
  ...['cups-browsed', 'colord', 'udisks2', 'dosfstools', 'upower', 'power-profiles-daemon', 'gvfs', 'gvfs-backends', 'gvfs-fuse'],
  ...['libglib2.0-bin', 'pipewire', 'pipewire-pulse', 'wireplumber', 'rtkit', 'tumbler', 'xdg-desktop-portal-gtk', 'screen', 'rsync'],
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
  {name: 'build-12', kind: 'build', role: 'a build host', suite: 'bookworm', packages: [...installed, ...buildHost], memoryMiB: 1024},
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
  {
    name: 'nfs-12',
    kind: 'nfs',
    role: 'an NFS server',
    suite: 'bookworm',
    packages: [...base, 'nfs-kernel-server', 'acl'],
    memoryMiB: 512,
    prepare: share,
  },
  {
    name: 'desktop-13',
    kind: 'desktop',
    role: 'a desktop with Xfce and lightdm',
    suite: 'trixie',
    packages: [...installed, ...desktop],
    memoryMiB: 1536,
    screen: true,
  },
  {
    name: 'lingering-13',
    kind: 'lingering',
    role: 'a desktop where a user lingers who runs nothing',
    suite: 'trixie',
    packages: [...installed, ...desktop],
    memoryMiB: 1536,
    screen: true,
    // What a login starts goes on: the manager of the user, and its units.
    is: {machine: 'desktop-13', after: 'loginctl enable-linger bob; until pgrep -u bob mpris-proxy; do sleep 1; done; sleep 20'},
  },
  {
    name: 'container-13',
    kind: 'container',
    role: 'a container host',
    suite: 'trixie',
    packages: [...base, ...containerHost13],
    memoryMiB: 1024,
  },
]

export function rootfsOf({suite, packages}: SurveyedMachine): RootfsSpec {
  return {suite, packages, variant: 'important'}
}
