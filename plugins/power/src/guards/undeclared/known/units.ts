/*
 * System services whose main process is no work, on any machine: nothing is lost when they end. What they start is work,
 * except the programs of children.ts. Services that only some machines run are listed under `baseline:` in the inventory.
 * Each row: unit (with wildcards), its programs, where they were seen.
 */

export type KnownUnit = readonly [unit: string, programs: readonly string[], source: string]

const base: readonly KnownUnit[] = [
  ['init.scope', ['systemd', 'init'], 'systemd, process 1 and its helpers'],
  ['dbus.service', ['dbus-daemon'], 'dbus 1.14 (Debian 12)'],
  ['dbus-broker.service', ['dbus-broker-launch'], 'dbus-broker 33 (Fedora, Debian)'],
  ['polkit.service', ['polkitd'], 'polkitd 122 (Debian 12)'],
  ['ssh.service', ['sshd'], 'openssh-server 9.2 (Debian 12), 10.0 (Debian 13)'],
  ['sshd.service', ['sshd'], 'openssh-server (Fedora, Arch)'],
  ['ssh@*.service', ['sshd'], 'openssh-server 9.2, started by ssh.socket for each connection'],
  ['sshd@*.service', ['sshd'], 'openssh-server (Arch), started by sshd.socket for each connection'],
  ['dropbear.service', ['dropbear'], 'dropbear-bin 2022.83 (Debian 12)'],
  ['getty@*.service', ['agetty', 'login'], 'util-linux 2.38; agetty becomes login'],
  ['serial-getty@*.service', ['agetty', 'login'], 'util-linux 2.38'],
  ['console-getty.service', ['agetty', 'login'], 'util-linux 2.38'],
  ['cron.service', ['cron'], 'cron 3.0 (Debian 12); its children are jobs'],
  ['crond.service', ['crond'], 'cronie 1.6 (Fedora)'],
  ['anacron.service', ['anacron'], 'anacron 2.3 (Debian 12), which waits minutes before its first job'],
  ['atd.service', ['atd'], 'at 3.2 (Debian 12)'],
  ['rsyslog.service', ['rsyslogd'], 'rsyslog 8.2302 (Debian 12)'],
  ['syslog-ng.service', ['syslog-ng'], 'syslog-ng-core 3.38 (Debian 12)'],
  ['auditd.service', ['auditd'], 'auditd 3.0 (Debian 12)'],
  ['acpid.service', ['acpid'], 'acpid 2.0 (Debian 12)'],
  ['irqbalance.service', ['irqbalance'], 'irqbalance 1.9 (Debian 12)'],
  ['thermald.service', ['thermald'], 'thermald 2.5 (Debian 12)'],
  ['smartd.service', ['smartd'], 'smartmontools 7.3 (Fedora)'],
  ['smartmontools.service', ['smartd'], 'smartmontools 7.3 (Debian 12)'],
  ['mdmonitor.service', ['mdadm'], 'mdadm 4.2 (Debian 12)'],
  ['multipathd.service', ['multipathd'], 'multipath-tools 0.9 (Debian 12)'],
  ['dm-event.service', ['dmeventd'], 'dmeventd 1.02 (Debian 12)'],
  ['lvm2-lvmpolld.service', ['lvmpolld'], 'lvm2 2.03 (Debian 12); its child lvpoll moves data'],
  ['zfs-zed.service', ['zed'], 'zfs-zed 2.1 (Debian 12)'],
  ['rngd.service', ['rngd'], 'rng-tools 6 (Fedora)'],
  ['rng-tools*.service', ['rngd'], 'rng-tools5 (Debian 12)'],
  ['haveged.service', ['haveged'], 'haveged 1.9 (Debian 12)'],
  ['nscd.service', ['nscd'], 'nscd 2.36 (Debian 12)'],
  ['nslcd.service', ['nslcd'], 'nslcd 0.9 (Debian 12)'],
  ['sssd.service', ['sssd'], 'sssd 2.8 (Debian 12)'],
  ['watchdog.service', ['watchdog'], 'watchdog 5.16 (Debian 12)'],
]

/** Units of systemd itself. */
export const systemdUnits: readonly KnownUnit[] = [
  ['systemd-bsod.service', ['systemd-bsod'], 'systemd 255'],
  ['systemd-homed.service', ['systemd-homed'], 'systemd 252'],
  ['systemd-hostnamed.service', ['systemd-hostnamed'], 'systemd 252'],
  ['systemd-importd.service', ['systemd-importd'], 'systemd 252; its children fetch images'],
  ['systemd-initctl.service', ['systemd-initctl'], 'systemd 252'],
  ['systemd-journald.service', ['systemd-journald'], 'systemd 252'],
  ['systemd-journald@*.service', ['systemd-journald'], 'systemd 252, LogNamespace='],
  ['systemd-localed.service', ['systemd-localed'], 'systemd 252'],
  ['systemd-logind.service', ['systemd-logind'], 'systemd 252'],
  ['systemd-machined.service', ['systemd-machined'], 'systemd 252'],
  ['systemd-mountfsd.service', ['systemd-mountfsd'], 'systemd 256'],
  ['systemd-networkd.service', ['systemd-networkd'], 'systemd 252'],
  ['systemd-networkd-wait-online.service', ['systemd-networkd-wait-online'], 'systemd 252; it only waits'],
  ['systemd-nsresourced.service', ['systemd-nsresourced'], 'systemd 256'],
  ['systemd-oomd.service', ['systemd-oomd'], 'systemd 252'],
  ['systemd-portabled.service', ['systemd-portabled'], 'systemd 252'],
  ['systemd-resolved.service', ['systemd-resolved'], 'systemd 252'],
  ['systemd-rfkill.service', ['systemd-rfkill'], 'systemd 252'],
  ['systemd-time-wait-sync.service', ['systemd-time-wait-sync'], 'systemd 252; it only waits'],
  ['systemd-timedated.service', ['systemd-timedated'], 'systemd 252'],
  ['systemd-timesyncd.service', ['systemd-timesyncd'], 'systemd 252'],
  ['systemd-udevd.service', ['systemd-udevd'], 'systemd 252'],
  ['systemd-userdbd.service', ['systemd-userdbd'], 'systemd 252'],
]

const network: readonly KnownUnit[] = [
  ['networking.service', ['dhclient', 'dhcpcd', 'udhcpc'], 'ifupdown 0.8 (Debian 12)'],
  ['ifup@*.service', ['dhclient', 'dhcpcd', 'udhcpc'], 'ifupdown 0.8 (Debian 12), 0.8.44 (Debian 13: dhcpcd)'],
  ['NetworkManager.service', ['NetworkManager'], 'network-manager 1.42 (Debian 12)'],
  ['NetworkManager-dispatcher.service', ['nm-dispatcher'], 'network-manager 1.42; its scripts are work'],
  ['NetworkManager-wait-online.service', ['nm-online'], 'network-manager 1.42; it only waits'],
  ['nm-priv-helper.service', ['nm-priv-helper'], 'network-manager 1.42'],
  ['networkd-dispatcher.service', ['networkd-dispatcher'], 'networkd-dispatcher 2.2 (Debian 12); its scripts are work'],
  ['wpa_supplicant*.service', ['wpa_supplicant'], 'wpasupplicant 2.10 (Debian 12)'],
  ['iwd.service', ['iwd'], 'iwd 2.3 (Debian 12)'],
  ['dhcpcd*.service', ['dhcpcd'], 'dhcpcd 9.4 (Debian 12), 10.1 (Debian 13)'],
  ['avahi-daemon.service', ['avahi-daemon'], 'avahi-daemon 0.8 (Debian 12)'],
  ['ModemManager.service', ['ModemManager'], 'modemmanager 1.20 (Debian 12)'],
  ['firewalld.service', ['firewalld'], 'firewalld 1.3 (Debian 12)'],
  ['chrony.service', ['chronyd'], 'chrony 4.3 (Debian 12)'],
  ['chronyd.service', ['chronyd'], 'chrony 4.3 (Fedora)'],
  ['ntp.service', ['ntpd'], 'ntp 4.2 (Debian 11)'],
  ['ntpsec.service', ['ntpd'], 'ntpsec 1.2 (Debian 12)'],
  ['rpcbind.service', ['rpcbind'], 'rpcbind 1.2 (Debian 12)'],
  ['rpc-statd.service', ['rpc.statd'], 'nfs-common 2.6 (Debian 12)'],
  ['rpc-gssd.service', ['rpc.gssd'], 'nfs-common 2.6 (Debian 12)'],
  ['nfs-idmapd.service', ['rpc.idmapd'], 'nfs-common 2.6 (Debian 12)'],
  ['nfs-mountd.service', ['rpc.mountd'], 'nfs-kernel-server 2.6 (Debian 12); its clients are findings'],
  ['nfs-blkmap.service', ['blkmapd'], 'nfs-common 2.6 (Debian 12)'],
  ['nfsdcld.service', ['nfsdcld'], 'nfs-kernel-server 2.6 (Debian 12)'],
  ['fsidd.service', ['fsidd'], 'nfs-kernel-server 2.8 (Debian 13)'],
  ['exim4.service', ['exim4'], 'exim4-daemon-light 4.96 (Debian 12); mail waits on the disk'],
  ['postfix*.service', ['master'], 'postfix 3.7 (Debian 12); mail waits on the disk'],
]

const packages: readonly KnownUnit[] = [
  ['unattended-upgrades.service', ['unattended-upgrade-shutdown'], 'unattended-upgrades 2.9 (Debian 12); it waits for a shutdown'],
  ['packagekit.service', ['packagekitd'], 'packagekit 1.2 (Debian 12); at work it has a child dpkg or an inhibitor'],
  ['fwupd.service', ['fwupd'], 'fwupd 1.8 (Debian 12); at work it holds an inhibitor'],
  ['snapd.service', ['snapd'], 'snapd 2.57 (Debian 12)'],
  ['cloud-init*.service', ['cloud-init'], 'cloud-init 22.4 (Debian 12); commands of its user are children'],
  ['cloud-config.service', ['cloud-init'], 'cloud-init 22.4 (Debian 12)'],
  ['qemu-guest-agent.service', ['qemu-ga'], 'qemu-guest-agent 7.2 (Debian 12); commands that it runs are children'],
  ['open-vm-tools.service', ['vmtoolsd'], 'open-vm-tools 12.2 (Debian 12)'],
  ['vgauth.service', ['VGAuthService'], 'open-vm-tools 12.2 (Debian 12)'],
  ['hv-kvp-daemon.service', ['hv_kvp_daemon'], 'hyperv-daemons 6.1 (Debian 12)'],
  ['hv-vss-daemon.service', ['hv_vss_daemon'], 'hyperv-daemons 6.1 (Debian 12)'],
  ['spice-vdagentd.service', ['spice-vdagentd'], 'spice-vdagent 0.22 (Debian 12)'],
]

const containers: readonly KnownUnit[] = [
  ['docker.service', ['dockerd'], 'docker.io 20.10 (Debian 12), 26.1 (Debian 13); containers are found by themselves'],
  ['containerd.service', ['containerd'], 'containerd 1.6 (Debian 12), 1.7 (Debian 13)'],
  ['podman.service', ['podman'], 'podman 4.3 (Debian 12), started by its socket'],
  ['incus.service', ['incusd'], 'incus 6.0 (Debian 13); virtual machines are its children'],
  ['lxcfs.service', ['lxcfs'], 'lxcfs 5.0 (Debian 12)'],
  ['lxc-monitord.service', ['lxc-monitord'], 'lxc 5.0 (Debian 12)'],
  ['libvirtd.service', ['libvirtd'], 'libvirt-daemon 9.0 (Debian 12); machines have scopes of their own'],
  ['virtlogd.service', ['virtlogd'], 'libvirt 9.0 (Debian 12)'],
  ['virtlockd.service', ['virtlockd'], 'libvirt 9.0 (Debian 12)'],
  ['virtqemud.service', ['virtqemud'], 'libvirt 11.3 (Debian 13)'],
  ['virtnetworkd.service', ['virtnetworkd'], 'libvirt 11.3 (Debian 13)'],
  ['virtstoraged.service', ['virtstoraged'], 'libvirt 11.3 (Debian 13)'],
  ['virtnodedevd.service', ['virtnodedevd'], 'libvirt 11.3 (Debian 13)'],
]

const desktop: readonly KnownUnit[] = [
  ['gdm*.service', ['gdm3', 'gdm'], 'gdm3 43 (Debian 12), 48 (Debian 13)'],
  ['lightdm.service', ['lightdm'], 'lightdm 1.26 (Debian 12)'],
  ['sddm.service', ['sddm'], 'sddm 0.19 (Debian 12)'],
  ['plymouth-start.service', ['plymouthd'], 'plymouth 22.02 (Debian 12)'],
  ['plymouth-quit-wait.service', ['plymouth'], 'plymouth 22.02; it only waits'],
  ['accounts-daemon.service', ['accounts-daemon'], 'accountsservice 22.08 (Debian 12)'],
  ['bluetooth.service', ['bluetoothd'], 'bluez 5.66 (Debian 12)'],
  ['bolt.service', ['boltd'], 'bolt 0.9 (Debian 12)'],
  ['colord.service', ['colord'], 'colord 1.4 (Debian 12)'],
  ['cups.service', ['cupsd'], 'cups-daemon 2.4 (Debian 12); filters and backends are children'],
  ['cups-browsed.service', ['cups-browsed'], 'cups-browsed 1.28 (Debian 12)'],
  ['geoclue.service', ['geoclue'], 'geoclue-2.0 2.6 (Debian 12)'],
  ['gnome-remote-desktop.service', ['gnome-remote-desktop-daemon'], 'gnome-remote-desktop 48 (Debian 13)'],
  ['iio-sensor-proxy.service', ['iio-sensor-proxy'], 'iio-sensor-proxy 3.4 (Debian 12)'],
  ['low-memory-monitor.service', ['low-memory-monitor'], 'low-memory-monitor 2.1 (Debian 12)'],
  ['power-profiles-daemon.service', ['power-profiles-daemon'], 'power-profiles-daemon 0.12 (Debian 12)'],
  ['rtkit-daemon.service', ['rtkit-daemon'], 'rtkit 0.13 (Debian 12)'],
  ['switcheroo-control.service', ['switcheroo-control'], 'switcheroo-control 2.6 (Debian 12)'],
  ['tuned*.service', ['tuned', 'tuned-ppd'], 'tuned 2.20 (Fedora), 2.25 (Debian 13)'],
  ['udisks2.service', ['udisksd'], 'udisks2 2.9 (Debian 12); mkfs and fsck are its children'],
  ['upower.service', ['upowerd'], 'upower 0.99 (Debian 12)'],
]

export const knownUnits: readonly KnownUnit[] = [...base, ...systemdUnits, ...network, ...packages, ...containers, ...desktop]

/** Managers of users: only these run in `user@UID.service` itself. Everything that they start has a unit of its own. */
export const userManager: KnownUnit = ['user@*.service', ['systemd', '(sd-pam)'], 'systemd 252']

const gvfsMonitors = ['udisks2', 'afc', 'gphoto2', 'goa', 'mtp'].map((name) => `gvfs-${name}-volume-monitor`)

/** Units of users' managers that start with every login and keep nothing. */
export const knownUserUnits: readonly KnownUnit[] = [
  ['dbus.service', ['dbus-daemon'], 'dbus-user-session 1.14 (Debian 12)'],
  ['dbus-broker.service', ['dbus-broker-launch', 'dbus-broker'], 'dbus-broker 33 (Fedora)'],
  ['pipewire*.service', ['pipewire', 'pipewire-pulse'], 'pipewire 0.3 (Debian 12)'],
  ['wireplumber.service', ['wireplumber'], 'wireplumber 0.4 (Debian 12)'],
  ['filter-chain.service', ['pipewire'], 'pipewire 1.4 (Debian 13)'],
  [
    'podman-pause-*.scope',
    ['podman pause', 'catatonit'],
    'podman 4.3 (Debian 12), 5.4 (Debian 13): keeps a name space of a user without containers',
  ],
  ['pulseaudio.service', ['pulseaudio'], 'pulseaudio 16 (Debian 12)'],
  ['mpris-proxy.service', ['mpris-proxy'], 'bluez 5.82 (Debian 13): with every login, by ssh too'],
  ['gpg-agent.service', ['gpg-agent'], 'gnupg 2.4 (Debian 13)'],
  ['at-spi-dbus-bus.service', ['at-spi-bus-launcher', 'at-spi2-registryd', 'dbus-daemon'], 'at-spi2-core 2.56 (Debian 13)'],
  ['dconf.service', ['dconf-service'], 'dconf 0.40 (Debian 13): writes a setting at once'],
  ['xfconfd.service', ['xfconfd'], 'xfconf 4.20 (Debian 13): writes a setting at once'],
  ['xfce4-notifyd.service', ['xfce4-notifyd'], 'xfce4-notifyd 0.9 (Debian 13)'],
  ['gvfs-daemon.service', ['gvfsd', 'gvfsd-fuse'], 'gvfs 1.57 (Debian 13); each mount has a program of its own, which is work'],
  ['gvfs-*-volume-monitor.service', gvfsMonitors, 'gvfs 1.57 (Debian 13)'],
  ['tumblerd.service', ['tumblerd', 'gst-plugin-scanner'], 'tumbler 4.20 (Debian 13): pictures of files, which it can make again'],
]
