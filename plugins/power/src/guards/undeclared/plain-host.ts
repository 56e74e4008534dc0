/*
 * Programs that run on any machine and are no work: nothing is lost when they end. Other programs that always run on a
 * host are listed under `baseline:` in the inventory.
 */

export const plainUnits: readonly string[] = [
  ...['init.scope', 'systemd-*.service', 'user@*.service', 'dbus.service', 'dbus-broker.service', 'polkit.service'],
  ...[
    'ssh.service',
    'sshd.service',
    'ssh@*.service',
    'sshd@*.service',
    'getty@*.service',
    'serial-getty@*.service',
    'console-getty.service',
  ],
  ...['cron.service', 'crond.service', 'atd.service', 'rsyslog.service', 'syslog-ng.service', 'auditd.service'],
  ...[
    'networking.service',
    'NetworkManager*.service',
    'wpa_supplicant*.service',
    'dhcpcd*.service',
    'ifup@*.service',
    'avahi-daemon.service',
  ],
  ...['chrony.service', 'chronyd.service', 'ntp.service', 'ntpsec.service', 'rpcbind.service', 'rpc-statd.service', 'nscd.service'],
  ...[
    'irqbalance.service',
    'smartd.service',
    'smartmontools.service',
    'acpid.service',
    'thermald.service',
    'upower.service',
    'udisks2.service',
  ],
  ...['unattended-upgrades.service', 'packagekit.service', 'fwupd.service', 'snapd.service', 'qemu-guest-agent.service'],
  // Not cloud-final.service, which runs the scripts that its user gave.
  ...['cloud-init*.service', 'cloud-config.service'],
  ...[
    'lvm2-*.service',
    'mdmonitor.service',
    'multipathd.service',
    'rngd.service',
    'haveged.service',
    'ModemManager.service',
    'bluetooth.service',
  ],
]

/** Units that every machine runs and that start jobs and logins of users. In their cgroups only `plainProcesses` are no work. */
export const startingUnits: readonly string[] = [
  ...['cron.service', 'crond.service', 'atd.service', 'ssh.service', 'sshd.service', 'ssh@*.service', 'sshd@*.service'],
  ...['getty@*.service', 'serial-getty@*.service', 'console-getty.service'],
]

/** Process names, for hosts without systemd. Process 1 is never work. */
export const plainProcesses: readonly string[] = [
  ...['init', 'systemd', 'systemd-*', '(sd-pam)', 'sshd', 'sshd-session', 'sshd-auth', 'agetty', 'getty', 'login'],
  ...[
    'dbus-daemon',
    'cron',
    'crond',
    'atd',
    'rsyslogd',
    'syslogd',
    'klogd',
    'udevd',
    'dhclient',
    'dhcpcd',
    'udhcpc',
    'chronyd',
    'ntpd',
    'acpid',
    'rpcbind',
  ],
]
