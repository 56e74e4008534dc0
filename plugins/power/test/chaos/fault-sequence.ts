import {type Fault, type FaultKind, faultKinds} from '../../src/lab-plug/faults.ts'
import {startLabPlug} from '../../src/lab-plug/start-lab-plug.ts'
import {cycleHosts, offHosts} from '../../src/off/off-hosts.ts'
import {onHosts} from '../../src/on/switch-on.ts'
import {fakeHost, standbyWatts} from '../fake-host.ts'
import {scene} from '../scene.ts'
import {seeded} from './random.ts'

export interface SequenceInput {
  seed: number
  /** Loopback address of plug and host, its own for each sequence that runs at the same time. */
  address: string
}

export interface SequenceOutcome {
  what: string
  faults: Fault[]
  /** `done` was reported and true; `false done` was reported and false; the others were not reported as done. */
  verdict: 'done' | 'false done' | 'unknown' | 'failed' | 'refused'
  code?: string
}

/** Longer than a slow answer is waited for, and short enough for hundreds of sequences. */
const answerMs = 300
const slowMs = 450

/** One act on one host behind one plug with up to eight faults, and whether its result is true. */
export async function runFaultSequence({seed, address}: SequenceInput): Promise<SequenceOutcome> {
  const random = seeded(seed)
  const model = random.pick(['HS100', 'HS105', 'HS110', 'HS300'])
  const act = random.pick(['off', 'off', 'off', 'on', 'cycle'] as const)
  const hard = random.chance(0.5)
  const startsOn = act === 'on' ? random.chance(0.2) : random.chance(0.9)
  const hasMeter = model === 'HS110' || model === 'HS300'
  // Other evidence than the relay: a meter, or a host that answers until it is cut. There is none for "on".
  const isWitnessed = act === 'off' && (hasMeter || hard)
  const faults = drawFaults(random, isWitnessed)

  const host = await fakeHost(address, startsOn)
  await using plug = await startLabPlug({
    model,
    address,
    port: 0,
    outlets: [{alias: 'a', on: startsOn}, ...(model === 'HS300' ? [{alias: 'b', on: false}] : [])],
    onRelay: async (outlet, on) => outlet !== 0 || host.power(on),
    draw: async () => (host.isUp() ? 40 : standbyWatts),
  })
  try {
    const outlet = model === 'HS300' ? ', outlet: 1' : ''
    const inventory = `hosts: {a: {address: ${address}, ssh: {port: ${host.port}}, power: {driver: kasa, address: ${address}, port: ${plug.port}${outlet}}}}`
    const {services, hosts, signal} = await scene({inventory, transports: {a: host.transport('a')}, answerMs})
    plug.inject(...faults)
    const input = {argv: [], dryRun: false, hard, pauseMs: 1000}
    const {
      hosts: [result],
    } = await (act === 'off'
      ? offHosts(services, hosts('a'), input, signal)
      : act === 'on'
        ? onHosts(services, hosts('a'), [], signal)
        : cycleHosts(services, hosts('a'), input, signal))
    const wanted = act !== 'off'
    const isSo = plug.state.outlets[0]?.closed === wanted
    const code = result?.error?.code
    const verdict =
      result === undefined || code === undefined
        ? isSo && result?.power === (wanted ? 'on' : 'off')
          ? 'done'
          : 'false done'
        : (verdicts[code] ?? 'failed')
    return {what: `${act}${hard ? ' --hard' : ''} of a ${model}`, faults, verdict, ...(code === undefined ? {} : {code})}
  } finally {
    await host.power(false)
  }
}

const verdicts: Record<string, SequenceOutcome['verdict']> = {
  POWER_UNKNOWN: 'unknown',
  POWER_NOT_PROVED: 'unknown',
  GUARD_REFUSED: 'refused',
}

/**
 * A plug that lies for good (`welded`, or one lie after the other) about an outlet without other evidence
 * cannot be detected; there a sequence has one lie at most.
 */
function drawFaults(random: ReturnType<typeof seeded>, isWitnessed: boolean): Fault[] {
  const faults: Fault[] = []
  for (let left = random.below(9); left > 0; left -= 1) {
    const kind = random.pick(faultKinds)
    const lies: FaultKind[] = ['lie', 'welded']
    if (!isWitnessed && (kind === 'welded' || (kind === 'lie' && faults.some((fault) => lies.includes(fault.kind))))) continue
    const at = random.chance(0.3) ? {at: 'switch' as const} : {}
    faults.push(kind === 'slow' ? {kind, ms: slowMs, ...at} : {kind, ...at})
  }
  return faults
}
