import {readFile} from 'node:fs/promises'
import {hostname, networkInterfaces} from 'node:os'

/** What identifies this machine, and its routes. Injected, so that tests can be any machine. */
export interface ThisMachine {
  hostnames: string[]
  addresses: string[]
  /** 32 hex digits; any other text when it has none. */
  machineId: string
  /** /proc/net/route */
  routes: string
  /** /proc/net/ipv6_route */
  routes6: string
  /** Address of the machine from which the user logged in by ssh. */
  cameFrom: string | undefined
}

export async function thisMachine(env: NodeJS.ProcessEnv = process.env): Promise<ThisMachine> {
  const read = (file: string) => readFile(file, 'utf8').catch(() => '')
  const [machineId, routes, routes6] = await Promise.all(['/etc/machine-id', '/proc/net/route', '/proc/net/ipv6_route'].map(read))
  const full = hostname().toLowerCase()
  return {
    hostnames: [...new Set([full, full.split('.')[0] ?? full])],
    addresses: Object.values(networkInterfaces()).flatMap((interfaces) => interfaces?.map(({address}) => address) ?? []),
    machineId: (machineId ?? '').trim(),
    routes: routes ?? '',
    routes6: routes6 ?? '',
    cameFrom: env['SSH_CONNECTION']?.split(' ')[0],
  }
}
