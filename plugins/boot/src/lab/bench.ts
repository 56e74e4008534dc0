import {createHash} from 'node:crypto'
import {networkInterfaces} from 'node:os'
import {join} from 'node:path'
import {execFile} from 'node:child_process'
import {existsSync} from 'node:fs'
import {promisify} from 'node:util'

/** Names and addresses of a lab's netboot bench; they differ between labs on one machine. */
export interface Bench {
  dir: string
  /** Linux interface names have 15 characters at most. */
  bridge: string
  /** First three bytes of the /24. */
  net: string
  /** Address of this machine on the bench's network. */
  server: string
  control: string
  httpPort: number
  nfsPort: number
}

export interface BenchMachine {
  name: string
  mac: string
  ip: string
  tap: string
  plug: {address: string; port: number; deviceId: string; mac: string}
}

export function benchOf(root: string): Bench {
  const hash = createHash('sha256').update(`${root}/netboot`).digest()
  const first = hash.readUInt8(0)
  // 10.213.0.0/16 is private; a /24 that an interface already uses is skipped.
  const taken = new Set(
    Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({address}) => address.split('.').slice(0, 3).join('.'))),
  )
  const bridge = `opsnb${hash.toString('hex', 1, 4)}`
  const own = networkInterfaces()[bridge]?.[0]?.address.split('.').slice(0, 3).join('.')
  const net =
    own ?? Array.from({length: 256}, (_, step) => `10.213.${(first + step) % 256}`).find((one) => !taken.has(one)) ?? `10.213.${first}`
  const dir = join(root, 'netboot')
  return {dir, bridge, net, server: `${net}.1`, control: join(dir, 'serve.sock'), httpPort: 8069, nfsPort: 2049}
}

export function benchMachine(bench: Bench, name: string, n: number): BenchMachine {
  const hash = createHash('sha1').update(`${bench.dir}/${name}`).digest()
  const hex = (from: number, to: number) => (hash.toString('hex', from, to).match(/../g) ?? []).join(':')
  const third = bench.net.split('.')[2] ?? '0'
  return {
    name,
    mac: `02:4e:${hex(0, 4)}`,
    ip: `${bench.net}.${10 + n}`,
    tap: `${bench.bridge}t${n}`,
    plug: {
      address: `127.94.${third}.${10 + n}`,
      port: 9999,
      deviceId: hash.toString('hex').toUpperCase(),
      mac: `02:4F:${hex(4, 8).toUpperCase()}`,
    },
  }
}

const ip = async (...args: string[]) => void (await promisify(execFile)('ip', args))

/** Creates a bridge for this machine and the bench's machines, without connection to other networks. */
export async function makeNetwork({bridge, server}: Bench, machines: readonly BenchMachine[]): Promise<void> {
  if (!existsSync(`/sys/class/net/${bridge}`)) await ip('link', 'add', bridge, 'type', 'bridge')
  if (networkInterfaces()[bridge]?.some(({address}) => address === server) !== true)
    await ip('address', 'replace', `${server}/24`, 'dev', bridge)
  await ip('link', 'set', bridge, 'up')
  for (const {tap} of machines) {
    if (!existsSync(`/sys/class/net/${tap}`)) await ip('tuntap', 'add', 'dev', tap, 'mode', 'tap')
    await ip('link', 'set', tap, 'master', bridge, 'up')
  }
}

export async function removeNetwork({bridge}: Bench, machines: readonly BenchMachine[]): Promise<void> {
  for (const name of [...machines.map(({tap}) => tap), bridge]) if (existsSync(`/sys/class/net/${name}`)) await ip('link', 'delete', name)
}
