/**
 * Known units that serve other machines while they listen, though nothing runs for it: unit (with wildcards), program, sockets (with
 * wildcards) at other than the loopback, what they do, where it was seen.
 */
export const servingSockets: readonly (readonly [
  unit: string,
  program: string,
  sockets: readonly string[],
  what: string,
  source: string,
])[] = [
  ['rsyslog.service', 'rsyslogd', ['tcp/*', 'udp/514'], 'takes logs of other machines', 'rsyslog 8.2302 (Debian 12), imtcp and imudp'],
  ['syslog-ng.service', 'syslog-ng', ['tcp/*', 'udp/514'], 'takes logs of other machines', 'syslog-ng-core 3.38 (Debian 12)'],
  ['systemd-networkd.service', 'systemd-networkd', ['udp/67', 'udp/547'], 'gives out addresses', 'systemd 252, DHCPServer='],
  ['NetworkManager.service', 'dnsmasq', ['udp/67'], 'gives out addresses', 'network-manager 1.42, ipv4.method=shared'],
  ['cups.service', 'cupsd', ['tcp/*'], 'prints for other machines', 'cups-daemon 2.4 (Debian 12), Listen *:631'],
]

/** Socket units of systemd whose services are no work: unit (with wildcards), where it was seen. */
export const knownSockets: readonly (readonly [unit: string, source: string])[] = [
  ['ssh.socket', 'openssh-server 9.2 (Debian 12): its connections are logins'],
  ['sshd.socket', 'openssh (Fedora, Arch): its connections are logins'],
  ['dropbear.socket', 'dropbear-bin 2024.86 (Debian 13): its connections are logins'],
  ['rpcbind.socket', 'rpcbind 1.2 (Debian 12)'],
]
