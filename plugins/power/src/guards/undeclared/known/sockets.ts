/** Socket units of systemd whose services are no work: unit (with wildcards), where it was seen. */
export const knownSockets: readonly (readonly [unit: string, source: string])[] = [
  ['ssh.socket', 'openssh-server 9.2 (Debian 12): its connections are logins'],
  ['sshd.socket', 'openssh (Fedora, Arch): its connections are logins'],
  ['dropbear.socket', 'dropbear-bin 2024.86 (Debian 13): its connections are logins'],
  ['rpcbind.socket', 'rpcbind 1.2 (Debian 12)'],
]
