import {startLabPlug, type LabPlug} from '../../src/lab-plug/start-lab-plug.ts'
import type {Fault, FaultKind} from '../../src/lab-plug/faults.ts'
import {offHosts} from '../../src/off/off-hosts.ts'
import {readStatuses} from '../../src/status/read-status.ts'
import {type FakeHost, fakeHost, standbyWatts} from '../fake-host.ts'
import {scene} from '../scene.ts'
import {seeded} from './random.ts'

/*
 * Machines whose outlets are not, or are no longer, what the inventory says. What nothing can show is left out: without a meter, an
 * outlet that was wrong when ops first saw it, unless the inventory demands a proof; and cables that were exchanged behind a plug.
 */

export interface WiringOutcome {
  what: string
  faults: Fault[]
  /** `false off`: a was reported off and has power. `bystander cut`: a relay opened that feeds another machine. */
  verdict: 'off' | 'refused' | 'failed' | 'false off' | 'bystander cut'
  code?: string
}

/** Faults that say nothing false. Those that lie are the other test's. */
const honest: Exclude<FaultKind, 'slow'>[] = [
  'reset-mid-frame',
  'truncate',
  'drop-after-act',
  'drop-before-act',
  'garbage',
  'err-code',
  'no-err-code',
  'ack-only',
]
const names = ['a', 'b', 'c']
const ids = ['A', 'B', 'C'].map((letter) => letter.repeat(40))

/** One `power off a` among machines whose outlets were disturbed, and what it really cut. */
export async function runWiringSequence({seed, lane}: {seed: number; lane: number}): Promise<WiringOutcome> {
  const random = seeded(seed)
  const model = random.pick(['HS100', 'HS110', 'HS300'] as const)
  const hasMeter = model !== 'HS100'
  const isStrip = model === 'HS300'
  const disturbance = random.pick(
    isStrip
      ? (['none', 'reordered', 'reordered', 'renamed', 'renamed', 'cables exchanged'] as const)
      : (['none', 'swapped', 'swapped', 'addresses exchanged', 'cables exchanged'] as const),
  )
  const isWrong = disturbance !== 'none' && disturbance !== 'reordered'
  const wasSeen = random.chance(0.6)
  const isPinned = !isStrip && random.chance(0.3)
  // What was wrong from the beginning shows only by a meter at an orderly shutdown, or is not switched for want of a proof.
  const isBlind = isWrong && disturbance === 'cables exchanged' ? true : isWrong && !wasSeen && !isPinned
  const needsProof = isBlind && !hasMeter ? true : random.chance(0.1)
  const hard = !isBlind && random.chance(0.3)
  const spelling = random.pick(disturbance === 'renamed' ? ['alias'] : ['number', 'alias', 'child id'])
  const faults = Array.from(
    {length: random.below(4)},
    (): Fault => ({kind: random.pick(honest), ...(random.chance(0.5) ? {at: 'switch'} : {})}),
  )

  const address = `127.44.8.${lane}`
  const machines = await Promise.all(names.map(() => fakeHost(address)))
  /** Which machine hangs on which outlet: of a device id, or of a place in the strip. */
  const cables = new Map(ids.map((id, at) => [id, at]))
  const machineOf = (plug: () => LabPlug | undefined, outlet: number): number => {
    const key = isStrip ? ids[outlet] : plug()?.state.deviceId
    return cables.get(key ?? '') ?? -1
  }
  const cut = new Set<number>()
  const open: LabPlug[] = []
  try {
    for (const at of isStrip ? [0] : names.keys()) {
      const self = () => open[at]
      open.push(
        await startLabPlug({
          model,
          address,
          port: 0,
          deviceId: ids[at] ?? '',
          mac: `50:C7:BF:00:00:0${at + 1}`,
          outlets: isStrip ? names.map((name) => ({alias: `of ${name}`, on: true})) : [{alias: `of ${names[at]}`, on: true}],
          async onRelay(outlet, on) {
            const machine = machineOf(self, outlet)
            if (!on) cut.add(machine)
            return machines[machine]?.power(on) ?? true
          },
          draw: async (outlet) => (machines[machineOf(self, outlet)]?.isUp() ? 40 : standbyWatts),
        }),
      )
    }
    const entry = (at: number) => {
      const childId = `${ids[0]}0${at}`
      const outlet = {number: at + 1, alias: `"of ${names[at]}"`, 'child id': `"${childId}"`}[spelling]
      const keys = isStrip ? `, outlet: ${outlet}` : isPinned ? `, deviceId: "${ids[at]}"` : ''
      const place = disturbance === 'addresses exchanged' && edited && at < 2 ? 1 - at : at
      return `{driver: kasa, address: ${address}, port: ${open[isStrip ? 0 : place]?.port}${keys}${needsProof ? ', wiring: proven' : ''}}`
    }
    let edited = false
    const inventory = () =>
      `hosts: {${names.map((name, at) => `${name}: {address: ${address}, ssh: {port: ${machines[at]?.port}}, power: ${entry(at)}}`).join(', ')}}`
    const transports = Object.fromEntries(names.map((name, at) => [name, (machines[at] as FakeHost).transport(name)]))
    const before = await scene({inventory: inventory(), transports, answerMs: 300})
    if (wasSeen) await readStatuses(before.services, before.hosts('a,b,c'), before.signal)

    disturb(disturbance, open, cables)
    edited = true
    const after = await scene({inventory: inventory(), transports, answerMs: 300})
    const services = {...after.services, coordinator: before.coordinator}
    open[0]?.inject(...faults)
    const {
      hosts: [result],
    } = await offHosts(services, after.hosts('a'), {argv: [], dryRun: false, hard}, after.signal)
    const hasPower = machines.map((_, at) => at).some((at) => at === 0 && !cut.has(at))
    const code = result?.error?.code
    const verdict = [...cut].some((at) => at !== 0)
      ? 'bystander cut'
      : code === undefined
        ? result?.power === 'off' && !hasPower
          ? 'off'
          : 'false off'
        : result?.error?.exit === 5
          ? 'refused'
          : 'failed'
    const how = [spelling, wasSeen ? 'seen' : 'unseen', isPinned ? 'pinned' : 'unpinned', ...(needsProof ? ['wiring: proven'] : [])]
    const what = `off a${hard ? ' --hard' : ''}, ${model}, ${disturbance} (${how.join(', ')})`
    return {what, faults, verdict, ...(code === undefined ? {} : {code})}
  } finally {
    for (const plug of open) await plug[Symbol.asyncDispose]()
    for (const machine of machines) await machine.power(false)
  }
}

/** What happens to the outlets of a and b between the first sight and the act. */
function disturb(kind: string, plugs: readonly LabPlug[], cables: Map<string, number>): void {
  const [first, second] = plugs.map(({state}) => state)
  if (kind === 'swapped' && first !== undefined && second !== undefined) {
    // Each device answers at the address of the other one.
    const {deviceId, mac} = first
    Object.assign(first, {deviceId: second.deviceId, mac: second.mac})
    Object.assign(second, {deviceId, mac})
  }
  if (kind === 'cables exchanged') {
    const [a = '', b = ''] = ids
    const was = cables.get(a) ?? 0
    cables.set(a, cables.get(b) ?? 1)
    cables.set(b, was)
  }
  const [left, right] = first?.outlets ?? []
  if (kind === 'renamed' && left !== undefined && right !== undefined) [left.alias, right.alias] = [right.alias, left.alias]
  if (kind === 'reordered' && first !== undefined) first.order = [1, 2, 0]
}
