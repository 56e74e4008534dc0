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
  ['rsyslog.service', 'rsyslogd', ['tcp/*', 'udp/*'], 'takes logs of other machines', 'rsyslog 8.2302 (Debian 12), imtcp and imudp'],
  ['syslog-ng.service', 'syslog-ng', ['tcp/*', 'udp/*'], 'takes logs of other machines', 'syslog-ng-core 3.38 (Debian 12)'],
  ['systemd-networkd.service', 'systemd-networkd', ['udp/67', 'udp/547'], 'gives out addresses', 'systemd 252, DHCPServer='],
  ['NetworkManager.service', 'dnsmasq', ['udp/67'], 'gives out addresses', 'network-manager 1.42, ipv4.method=shared'],
  ['cups.service', 'cupsd', ['tcp/*'], 'prints for other machines', 'cups-daemon 2.4 (Debian 12), Listen *:631'],
  ['auditd.service', 'auditd', ['tcp/*'], 'takes audit records of other machines', 'auditd 4.0 (Debian 13), tcp_listen_port'],
  ['chrony.service', 'chronyd', ['udp/123'], 'serves time to other machines', 'chrony 4.6 (Debian 13): open only with allow'],
  ['chronyd.service', 'chronyd', ['udp/123'], 'serves time to other machines', 'chrony 4.3 (Fedora): open only with allow'],
  [
    'systemd-resolved.service',
    'systemd-resolved',
    ['tcp/53', 'udp/53'],
    'resolves names for other machines',
    'systemd 252, DNSStubListenerExtra=',
  ],
  ['iwd.service', 'iwd', ['udp/67'], 'gives out addresses', 'iwd 2.3 (Debian 12), iwd.ap(5)'],
  [
    'docker.service',
    'dockerd',
    ['tcp/2375', 'tcp/2376', 'tcp/2377', 'tcp/7946'],
    'serves other machines',
    'docker.io 20.10 (Debian 12), --host and swarm; other ports are those of containers',
  ],
  ['incus.service', 'incusd', ['tcp/*'], 'serves other machines', 'incus 6.0 (Debian 13), core.https_address'],
  ['libvirtd.service', 'libvirtd', ['tcp/*'], 'serves other machines', 'libvirt-daemon 9.0 (Debian 12), libvirtd-tls.socket'],
  ['virtproxyd.service', 'virtproxyd', ['tcp/*'], 'serves other machines', 'libvirt (Fedora), virtproxyd-tls.socket'],
  ['pipewire*.service', 'pipewire-pulse', ['tcp/*'], 'plays sound of other machines', 'pipewire 0.3 (Debian 12), server.address'],
  ['pulseaudio.service', 'pulseaudio', ['tcp/*'], 'plays sound of other machines', 'pulseaudio 16 (Debian 12), module-native-protocol-tcp'],
]

/** Socket units of systemd whose services are no work: unit (with wildcards), where it was seen. */
export const knownSockets: readonly (readonly [unit: string, source: string])[] = [
  ['ssh.socket', 'openssh-server 9.2 (Debian 12): its connections are logins'],
  ['sshd.socket', 'openssh (Fedora, Arch): its connections are logins'],
  ['dropbear.socket', 'dropbear-bin 2024.86 (Debian 13): its connections are logins'],
  ['rpcbind.socket', 'rpcbind 1.2 (Debian 12)'],
]
