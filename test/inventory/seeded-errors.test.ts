import {checkInventory} from '@ops/core/inventory'
import {Registry} from '@ops/core/seams'
import {parseYaml, problemText} from '@ops/core/yaml'
import {describe, expect, test} from 'vitest'
import {register as boot} from '../../plugins/boot/src/index.ts'
import {register as evacuate} from '../../plugins/evacuate/src/index.ts'
import {register as phone} from '../../plugins/phone/src/index.ts'
import {register as power} from '../../plugins/power/src/index.ts'

const registry = new Registry()
for (const register of [boot, evacuate, phone, power]) register(registry)

/** Mulberry32: the same numbers for the same seed. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const good = (at: number) =>
  `  node${at}: {address: node${at}.example.com, ssh: {user: op}, tags: [rack${Math.ceil(at / 16)}], depends: [nas${at % 4}], power: {driver: kasa, address: plug${at}}}`

/** Each kind makes one mistake of a good line, and knows what is to be said of it. */
const mistakes: ((line: string, at: number) => [line: string, said: string])[] = [
  (line, at) => [line.replace('address: node', 'adress: node'), `hosts.node${at}: unknown key "adress". Did you mean "address"?`],
  (line, at) => [line.replace('tags:', 'tag:'), `hosts.node${at}: unknown key "tag". Did you mean "tags"?`],
  (line, at) => [
    line.replace('kasa', 'kassa'),
    `hosts.node${at}.power.driver: unknown driver "kassa"; known drivers: ${registry.powerDrivers.names().join(', ')}. Did you mean "kasa"?`,
  ],
  (line, at) => [line.replace(/, address: plug\d+/, ''), `hosts.node${at}.power: "address" is required for driver kasa.`],
  (line, at) => [
    line.replace(/address: plug/, 'adress: plug'),
    `hosts.node${at}.power: unknown key "adress"; "address" is required for driver kasa. Did you mean "address"?`,
  ],
  (line, at) => [
    line.replace(/\[nas(\d)\]/, '[nsa$1]'),
    `hosts.node${at}.depends: no host is called "nsa${at % 4}". Did you mean "nas${at % 4}"?`,
  ],
  (line, at) => [
    line.replace(/tags: \[(rack\d+)\]/, 'tags: $1'),
    `hosts.node${at}.tags: must be a list, not the text "rack${Math.ceil(at / 16)}". Write [rack${Math.ceil(at / 16)}].`,
  ],
  (line, at) => [
    line.replace('ssh: {user: op}', 'ssh: {user: op, port: 0}'),
    `hosts.node${at}.ssh.port: must be a port from 1 to 65535, not 0.`,
  ],
  (line, at) => [
    line.replace(/^ {2}node\d+/, `  "node ${at}"`),
    `hosts: "node ${at}" is not a host name: it contains a blank. Write one name, or a range such as web[1-3].`,
  ],
  (line, at) => [
    line.replace('}}', '}, shutdown: poweroff}'),
    `hosts.node${at}.shutdown: must be none, a command such as [systemctl, poweroff], or a mapping with "command", "deadline" and "settle", not "poweroff". Write [poweroff].`,
  ],
]

/** An inventory of this many hosts with mistakes in some lines, and what is to be said, in order. */
function seeded(hosts: number, errors: number, seed: number): {text: string; expected: string[]} {
  const next = random(seed)
  const wrong = new Set<number>()
  while (wrong.size < errors) wrong.add(1 + Math.floor(next() * hosts))
  const lines = ['hosts:', '  nas[0-3]: {}']
  const expected: string[] = []
  for (let at = 1; at <= hosts; at++) {
    const mistake = wrong.has(at) ? mistakes[Math.floor(next() * mistakes.length)] : undefined
    const [line, said] = mistake?.(good(at), at) ?? [good(at), undefined]
    lines.push(line)
    if (said !== undefined) expected.push(`${lines.length}: ${said}`)
  }
  return {text: `${lines.join('\n')}\n`, expected}
}

async function reported(text: string): Promise<string[]> {
  const yaml = await parseYaml('ops.yaml', text)
  const {problems} = await checkInventory({file: undefined, registry, cwd: '/', env: {}, yaml}, {strict: true})
  return problems.map((problem) => `${problem.spot.line}: ${problemText(problem)}`)
}

describe('an inventory of 10,000 hosts', () => {
  test('without a mistake has no problem', async () => {
    expect(await reported(seeded(10_000, 0, 1).text)).toEqual([])
  })

  test.each([1, 2, 3])('with 50 mistakes has exactly these 50 problems (seed %i)', async (seed) => {
    const {text, expected} = seeded(10_000, 50, seed)
    expect(expected).toHaveLength(50)
    expect(await reported(text)).toEqual(expected)
  })

  test('with an alias somewhere, which the full reader reads, has the same 50 problems', async () => {
    const {text, expected} = seeded(10_000, 50, 4)
    expect(await reported(`${text}x-a: &a {}\nx-b: *a\n`)).toEqual(expected)
  })
}, 120_000)
