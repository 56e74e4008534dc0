import {foldHosts} from '../../hostset/index.ts'
import type {Problem, SourceSpot} from '../../yaml/index.ts'

interface Reached {
  readonly name: string
  readonly address?: string
  readonly ssh: {readonly port?: number; readonly options?: Readonly<Record<string, string>>}
  readonly transport: {readonly kind: string}
}

/** One warning for each address that several machines have; another port or another way to it makes another machine. */
export function findSharedAddresses(hosts: Iterable<Reached>, spot: (host: string) => SourceSpot): Problem[] {
  const byAddress = new Map<string, {address: string; names: string[]}>()
  for (const {name, address, ssh, transport} of hosts) {
    if (address === undefined || transport.kind !== 'ssh') continue
    const key = JSON.stringify([address.toLowerCase(), ssh.port ?? 22, Object.entries(ssh.options ?? {}).sort()])
    const known = byAddress.get(key)
    if (known === undefined) byAddress.set(key, {address, names: [name]})
    else known.names.push(name)
  }
  return [...byAddress.values()].flatMap(({address, names: [first = '', second, ...more]}) => {
    if (second === undefined) return []
    const all = foldHosts([first, second, ...more])
    const message = `${address} is the address of ${all}: commands for each of them reach the same machine.`
    return [
      {
        spot: spot(second),
        path: `hosts.${second}.address`,
        message,
        hint: 'Correct the address, or write the "ssh: {port: …}" by which they differ.',
      },
    ]
  })
}
