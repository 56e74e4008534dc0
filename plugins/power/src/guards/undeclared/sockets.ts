/** A socket that waits for others: `tcp/80`, with the addresses in /proc/net's order. */
export interface ListeningSocket {
  name: string
  protocol: 'tcp' | 'udp'
  port: number
  inode: string
  uid: number
}

/**
 * One row of /proc/net/tcp, tcp6, udp or udp6 (proc_pid_net(5)): local address and port in hex, state, uid, inode.
 * The address's bytes are in host order and not needed here; the port is always big-endian hex.
 */
export function parseSocketRow(kind: string, row: string): ListeningSocket | undefined {
  const fields = row.trim().split(/\s+/)
  const port = Number.parseInt(fields[1]?.split(':')[1] ?? '', 16)
  const [uid, inode] = [Number(fields[7]), fields[9]]
  if (!Number.isInteger(port) || !Number.isInteger(uid) || inode === undefined) return undefined
  const protocol = kind.startsWith('tcp') ? 'tcp' : 'udp'
  return {name: `${protocol}/${port}`, protocol, port, inode, uid}
}
