import {base, desktop, network, systemdUnits} from './units.ts'

/** Without systemd, too. mdadm grows arrays under the same name. */
const daemons = [...base, ...network, ...desktop].flatMap(([, programs]) => programs).filter((program) => program !== 'mdadm')

/** Programs that are no work outside of units, on hosts without systemd or without its cgroups. Process 1 is never work. */
export const plainProcesses: readonly string[] = [
  ...daemons,
  ...['sshd-session', 'sshd-auth', 'getty', 'syslogd', 'klogd', 'udevd', 'elogind-daemon', 'elogind', 'mdev', 'supervise-daemon'],
  ...['runsvdir', 'runsv', 'pickup', 'qmgr'],
  ...['systemd', '(sd-pam)', '(udev-worker)', 'systemd-userwork', ...systemdUnits.flatMap(([, programs]) => programs)],
]

/** Scopes that a program makes for a helper of containers: unit (with wildcards), program, source. */
export const plainScopes: readonly (readonly [scope: string, program: string, source: string])[] = [
  ['run-*.scope', 'aardvark-dns', 'aardvark-dns 1.4 (Debian 12): names of containers, which are found by themselves'],
]

/**
 * Servers that start a process of their own program for each client, and have none without clients: [program, source]. As root the
 * connection itself shows it (serves-client.ts).
 */
export const perClientServers: readonly (readonly [program: string, source: string])[] = [
  ['sshd', 'openssh-server 9.2 (Debian 12), in a unit of its own'],
  ['dropbear', 'dropbear-bin 2022.83 (Debian 12), in a unit of its own'],
  ['rsync', 'rsync 3.2 (Debian 12), --daemon'],
  ['vsftpd', 'vsftpd 3.0 (Debian 12)'],
  ['in.ftpd', 'inetutils-ftpd 2.4 (Debian 12)'],
  ['proftpd', 'proftpd-core 1.3 (Debian 12)'],
  ['pure-ftpd', 'pure-ftpd 1.0 (Debian 12)'],
  ['git-daemon', 'git-daemon-run 2.39 (Debian 12)'],
  ['nbd-server', 'nbd-server 3.26 (Debian 13)'],
  ['in.tftpd', 'tftpd-hpa 5.2 (Debian 13)'],
  ['svnserve', 'subversion 1.14 (Debian 13), --daemon'],
]

/**
 * Servers with workers that are always there: a connection of a worker, or several, may be an idle one that is kept alive. With
 * wildcards. Each row: program, source.
 */
export const poolServers: readonly (readonly [program: string, source: string])[] = [
  ['nginx', 'nginx 1.22 (Debian 12): a worker that a reload has left accepts no more connections'],
  ['apache2', 'apache2 2.4 (Debian 12), mpm_event and mpm_prefork'],
  ['httpd', 'httpd 2.4 (Fedora)'],
  ['php-fpm*', 'php-fpm 8.2 (Debian 12)'],
  ['haproxy', 'haproxy 2.6 (Debian 12)'],
  ['node', 'nodejs 18 (Debian 12), cluster: the main process accepts for its workers'],
  ['gunicorn*', 'gunicorn 20.1 (Debian 12)'],
  ['uwsgi*', 'uwsgi-core 2.0 (Debian 12)'],
  ['squid', 'squid 5.7 (Debian 12): one worker for all clients'],
]

/** Titles of processes whose client is connected and wants nothing: a pool of connections of a program. Each row: program, title, source. */
export const idleTitles: readonly (readonly [program: string, title: RegExp, source: string])[] = [
  ['postgres', /^postgres: .* idle$/, 'postgresql 15 (Debian 12), update_process_title; not "idle in transaction"'],
]

/**
 * Programs that leave a broken system or disk behind when they are cut in the middle: work even where a login that runs them is
 * declared as monitoring. With wildcards.
 */
export const neverMonitoring: readonly string[] = [
  ...['apt', 'apt-get', 'aptitude', 'nala', 'dpkg*', 'unattended-upgr*', 'debootstrap', 'mmdebstrap', 'dnf*', 'yum', 'rpm*', 'zypper'],
  ...['pacman', 'apk', 'snap', 'flatpak', 'ostree', 'bootc', 'nix*', 'guix', 'do-release-upgr*'],
  ...['update-initramf*', 'mkinitramfs', 'mkinitcpio', 'dracut*', 'kernel-install', 'grub-*', 'grub2-*', 'update-grub', 'efibootmgr'],
  ...['mkfs*', 'mkswap', 'mke2fs', 'fsck*', 'e2*', 'tune2fs', 'resize2fs', 'debugfs', 'badblocks', 'xfs_*', 'btrfs*', 'ntfs*', 'zpool'],
  ...['zfs', 'dd', 'ddrescue', 'dcfldd', 'partclone*', 'shred', 'wipefs', 'blkdiscard', 'fstrim', 'bcachefs', 'resize.*', 'f2fs*'],
  ...['fdisk', 'sfdisk', 'cfdisk', 'gdisk', 'sgdisk', 'parted', 'partprobe', 'cryptsetup', 'mdadm', 'dmsetup', 'drbdadm', 'drbdsetup'],
  ...['lvm', 'lvc*', 'lve*', 'lvr*', 'vgc*', 'vge*', 'vgr*', 'vgsplit', 'vgscan', 'pvc*', 'pvm*', 'pvr*', 'nvme', 'hdparm', 'sg_*'],
  ...['fwupd*', 'fwupgrade*', 'flashrom', 'flashcp', 'nvmupdate*', 'afulnx*', 'mstflint', 'flint'],
]
