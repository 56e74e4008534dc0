import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'

export type Form = 'range' | 'list'

/** One inventory in the files of both programs. */
export interface BenchFiles {
  ops: string
  ansible: string
}

/** What both files say of each host: user, port and architecture; in a list also an address and the labels of its rack. */
export async function writeInventory(folder: string, form: Form, hosts: number): Promise<BenchFiles> {
  const files = {ops: join(folder, `ops-${form}-${hosts}.yaml`), ansible: join(folder, `ansible-${form}-${hosts}.yaml`)}
  const numbers = Array.from({length: hosts}, (_, at) => at + 1)
  const ops =
    form === 'range'
      ? [`  node[1-${hosts}]: {ssh: {user: op, port: 2222}, arch: x86_64}`]
      : numbers.map(
          (at) =>
            `  node${at}: {address: node${at}.example.com, ssh: {user: op, port: 2222}, arch: x86_64, tags: [rack${rack(at)}, row${row(at)}]}`,
        )
  const ansible =
    form === 'range'
      ? [`    node[1:${hosts}]: {ansible_user: op, ansible_port: 2222, arch: x86_64}`]
      : numbers.map(
          (at) =>
            `    node${at}: {ansible_host: node${at}.example.com, ansible_user: op, ansible_port: 2222, arch: x86_64, labels: [rack${rack(at)}, row${row(at)}]}`,
        )
  await writeFile(files.ops, ['hosts:', ...ops, ''].join('\n'))
  await writeFile(files.ansible, ['all:', '  hosts:', ...ansible, ''].join('\n'))
  return files
}

const rack = (at: number) => Math.ceil(at / 16)
const row = (at: number) => Math.ceil(at / 160)

/** The facts of a host, under the same names whoever printed them. */
export type Facts = Record<string, unknown>

/** What `ops inventory list --full --json` printed. */
export function factsOfOps(stdout: string): Map<string, Facts> {
  const {result} = JSON.parse(stdout) as {result: {hosts: {host: string; address?: string; arch: string; tags: string[]; ssh: Facts}[]}}
  return new Map(
    result.hosts.map(({host, address, arch, tags, ssh}) => [host, {address, arch, labels: tags, user: ssh['user'], port: ssh['port']}]),
  )
}

/** What `ansible-inventory --list` printed. */
export function factsOfAnsible(stdout: string): Map<string, Facts> {
  const {_meta} = JSON.parse(stdout) as {_meta: {hostvars: Record<string, Facts>}}
  return new Map(
    Object.entries(_meta.hostvars).map(([host, vars]) => [
      host,
      {
        address: vars['ansible_host'],
        arch: vars['arch'],
        labels: vars['labels'] ?? [],
        user: vars['ansible_user'],
        port: vars['ansible_port'],
      },
    ]),
  )
}

/** The first difference between what both printed, or undefined. */
export function difference(ours: ReadonlyMap<string, Facts>, theirs: ReadonlyMap<string, Facts>): string | undefined {
  if (ours.size !== theirs.size) return `ops printed ${ours.size} hosts, ansible-inventory ${theirs.size}`
  for (const [host, facts] of ours) {
    const [one, other] = [JSON.stringify(facts), JSON.stringify(theirs.get(host))]
    if (one !== other) return `${host}: ops printed ${one}, ansible-inventory ${other}`
  }
  return undefined
}
