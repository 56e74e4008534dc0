import {identifyHost} from '../../src/identify/identify-host.ts'
import {type LabPlug, startLabPlug} from '../../src/lab-plug/start-lab-plug.ts'
import {offHosts} from '../../src/off/off-hosts.ts'
import {acceptOutlets} from '../../src/outlets/accept-outlets.ts'
import {readStatuses} from '../../src/status/read-status.ts'
import {fakeHost, standbyWatts} from '../fake-host.ts'
import {scene} from '../scene.ts'
import {seeded} from './random.ts'

/*
 * A journal that outlives changes of the inventory: names that are given to other machines, renamed machines, entries that go away and
 * come back, cables that are moved with or without their entries. ops reads all outlets after each change. What nothing can show is left
 * out: the inventory demands a proof for each outlet, and no cable moves while the inventory stays as it is.
 */

export interface EditedOutcome {
  /** What was done, one word each. */
  steps: string[]
  /** Machines that were off, as reported. */
  off: number
  refused: number
  /** `false off`, `bystander cut`, `false proof`: the first thing that was wrong. */
  wrong?: string
}

interface Entry {
  machine: number
  plug: number
}
type Entries = Record<string, Entry>

const places = [0, 1, 2]
const steps = 9
const edits = ['cables', 'rename', 'rename', 'away', 'back', 'back', 'mistyped'] as const
/** Mistakes about two machines on one plug: without a meter, nothing shows them. */
const mistakes = ['addresses', 'addresses', 'outlets', 'outlets'] as const
const acts = ['off', 'off', 'off --hard', 'off two', 'identify', 'identify --hard'] as const

/** Three machines behind three plugs, and random changes and commands; the journal is one. */
export async function runEditedSequence({seed, lane}: {seed: number; lane: number}): Promise<EditedOutcome> {
  const random = seeded(seed)
  const model = random.pick(['HS100', 'HS110'] as const)
  const address = `127.44.9.${lane}`
  const machines = await Promise.all(places.map(() => fakeHost(address)))
  for (const machine of machines) machine.uptimeS = 1
  /** The machines on each plug. */
  const isShared = random.chance(0.3)
  const cables = isShared ? [[0, 1], [], [2]] : [[0], [1], [2]]
  let cut = new Set<number>()
  const plugs: LabPlug[] = []
  const outcome: EditedOutcome = {steps: [model], off: 0, refused: 0}
  const home = {...(isShared ? {a: 0, b: 0} : {a: 0, b: 1}), c: 2}
  let entries: Entries = Object.fromEntries(Object.entries(home).map(([name, plug], machine) => [name, {machine, plug}]))
  const before: Entries[] = [entries]

  const inventory = () => {
    const hosts = Object.entries(entries).map(([name, {machine, plug}]) => {
      const power = `{driver: kasa, address: ${address}, port: ${plugs[plug]?.port ?? 9}, wiring: proven}`
      return `${name}: {address: ${address}, ssh: {port: ${machines[machine]?.port}}, power: ${power}}`
    })
    return `hosts: {${hosts.join(', ')}}`
  }
  const load = () => {
    const transports = Object.fromEntries(Object.entries(entries).map(([name, {machine}]) => [name, machines[machine]?.transport(name)]))
    return scene({inventory: inventory(), transports: transports as Parameters<typeof scene>[0]['transports'] & object, answerMs: 300})
  }
  /** Everything has power and runs again. */
  const reset = async () => {
    for (const {state} of plugs) for (const outlet of state.outlets) Object.assign(outlet, {closed: true, reported: true, closedAt: 0})
    for (const machine of machines) await machine.power(true)
    cut = new Set()
  }
  const isFed = ({machine, plug}: Entry) => cables[plug]?.includes(machine) ?? false

  try {
    for (const at of places)
      plugs.push(
        await startLabPlug({
          ...{model, address, port: 0, deviceId: 'ABC'.charAt(at).repeat(40), mac: `50:C7:BF:00:00:0${at + 1}`},
          outlets: [{alias: `p${at}`, on: true}],
          async onRelay(_, on) {
            const fed = cables[at] ?? []
            if (!on) for (const machine of fed) cut.add(machine)
            return (await Promise.all(fed.map((machine) => machines[machine]?.power(on)))).every(Boolean)
          },
          draw: async () => (cables[at] ?? []).reduce((sum, one) => sum + (machines[one]?.isUp() ? 40 : standbyWatts), 0),
        }),
      )
    const {coordinator, services: first, signal} = await load()
    let services = first
    const look = async () => {
      const statuses = await readStatuses(services, [...services.inventory.hosts.values()], signal)
      const claims = statuses.filter(({wiring}) => wiring === 'proven').map(({host}) => host)
      const isWrong = claims.find((name) => !isFed(entries[name] as Entry))
      if (isWrong !== undefined) outcome.wrong ??= `false proof of ${isWrong}`
    }
    await look()
    for (let step = 0; step < steps && outcome.wrong === undefined; step += 1) {
      if (random.chance(0.4)) {
        const kind = random.pick(isShared ? edits : [...edits, ...mistakes])
        const changed = edit(kind, {entries, before, cables, random, fresh: `n${step}`})
        outcome.steps.push(kind)
        if (changed !== entries) before.push(changed)
        entries = changed
        services = {...(await load()).services, coordinator}
        await look()
        for (const name of Object.keys(entries))
          if (random.chance(0.5)) {
            const host = services.inventory.host(name)
            // Who accepts looks at the plug first: a machine that hangs there still and has no entry is no machine to forget.
            const hasUnlisted = cables[entries[name]?.plug ?? 0]?.some((at) => !Object.values(entries).some(({machine}) => machine === at))
            const confirm = async (changes: readonly string[]) => {
              if (hasUnlisted === true && changes.some((change) => change.endsWith('no more'))) throw new Error('It hangs there.')
            }
            // A plug that does not answer has nothing to accept.
            await acceptOutlets(services, host, {argv: [], confirm}, signal).catch(() => {})
          }
      } else {
        const act = random.pick(acts)
        const names = Object.keys(entries)
        const [name = '', other = ''] = [random.pick(names), random.pick(names)]
        const hard = act.endsWith('--hard')
        outcome.steps.push(`${act} ${name}${act === 'off two' ? `,${other}` : ''}`)
        if (act.startsWith('identify')) {
          // It may cut a bystander: that is how a wrong outlet shows, and it says so.
          const input = {argv: [], hard, startMs: 60_000, confirm: async () => {}}
          await identifyHost(services, services.inventory.host(name), input, signal)
        } else {
          const hosts = services.inventory.select(act === 'off two' ? `${name},${other}` : name)
          const {hosts: results} = await offHosts(services, hosts, {argv: [], dryRun: false, hard}, signal)
          const told = new Set(results.flatMap(({host, alsoCut = []}) => [host, ...alsoCut]))
          const ofTold = new Set([...told].map((one) => entries[one]?.machine))
          if ([...cut].some((machine) => !ofTold.has(machine))) outcome.wrong ??= `bystander cut by ${name}`
          for (const {host, power, error} of results) {
            if (error !== undefined) outcome.refused += 1
            else if (power === 'off' && cut.has(entries[host]?.machine ?? -1)) outcome.off += 1
            else outcome.wrong ??= `false off of ${host}`
          }
        }
        await reset()
      }
      await look()
    }
    return outcome
  } finally {
    for (const plug of plugs) await plug[Symbol.asyncDispose]()
    for (const machine of machines) await machine.power(false)
  }
}

interface EditInput {
  entries: Entries
  /** Inventories of before. */
  before: readonly Entries[]
  cables: number[][]
  random: ReturnType<typeof seeded>
  /** A name that no machine ever had. */
  fresh: string
}

/** The inventory after a change, and what the person who made it did to the cables. */
function edit(kind: (typeof edits | typeof mistakes)[number], {entries, before, cables, random, fresh}: EditInput): Entries {
  const names = Object.keys(entries)
  const [one = '', two = ''] = [random.pick(names), random.pick(names)]
  const [a, b] = [entries[one], entries[two]]
  if (a === undefined || b === undefined) return entries
  const {[one]: _, ...others} = entries
  if (kind === 'addresses') return {...entries, [one]: {...a, machine: b.machine}, [two]: {...b, machine: a.machine}}
  if (kind === 'rename') return {...others, [fresh]: a}
  if (kind === 'away') return names.length < 2 ? entries : others
  if (kind === 'back') return random.pick(before)
  // A port at which nothing listens.
  if (kind === 'mistyped') return {...others, [random.chance(0.5) ? one : fresh]: {...a, plug: 7}}
  if (kind === 'cables') {
    const [left, right] = [cables[a.plug], cables[b.plug]]
    if (left === undefined || right === undefined) return entries
    cables[a.plug] = right
    cables[b.plug] = left
    const moved = (plug: number) => (plug === a.plug ? b.plug : plug === b.plug ? a.plug : plug)
    return Object.fromEntries(names.map((name) => [name, {...(entries[name] as Entry), plug: moved(entries[name]?.plug ?? 0)}]))
  }
  return {...entries, [one]: {...a, plug: b.plug}, [two]: {...b, plug: a.plug}}
}
