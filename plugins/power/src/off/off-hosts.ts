import type {Host} from '@ops/core/inventory'
import {type Run, inRun} from '@ops/core/runs'
import type {Services} from '@ops/core/seams'
import {restoreHosts} from '../on/switch-on.ts'
import type {HostRecord, HostsResult, PowerResult} from '../runs/power-result.ts'
import {leftOff, onEachHost, runEnd, runStart} from '../runs/run-hosts.ts'
import {planOff} from './plan-off.ts'
import {type OffInput, switchOff} from './switch-off.ts'
import {verifyCut} from './verify-cut.ts'

export interface OffHostsInput extends Omit<OffInput, 'act' | 'together'> {
  /** As typed, for the journal. */
  argv: readonly string[]
  dryRun: boolean
}

export async function offHosts(
  services: Services,
  hosts: readonly Host[],
  {argv, dryRun, ...off}: OffHostsInput,
  signal: AbortSignal,
): Promise<HostsResult> {
  const input = {...off, act: 'power.off', together: hosts.map(({name}) => name)}
  if (dryRun) return {hosts: await planHosts(services, hosts, input, signal)}
  return inRun(services, runStart('power off', argv, hosts), (run) => cutHosts(services, run, hosts, input, signal), runEnd)
}

export interface CycleInput extends OffHostsInput {
  /** Milliseconds without power; the capacitors of a supply need some seconds. */
  pauseMs: number
}

/** Switches all hosts off, pauses, and switches those on again that were proved off. */
export async function cycleHosts(
  services: Services,
  hosts: readonly Host[],
  {argv, dryRun, pauseMs, ...off}: CycleInput,
  signal: AbortSignal,
): Promise<HostsResult> {
  const input = {...off, act: 'power.cycle', together: hosts.map(({name}) => name)}
  if (dryRun) {
    const results = await planHosts(services, hosts, input, signal)
    const last = `wait ${pauseMs / 1000} s, then close the relays again`
    const willRun = ({plan, error}: PowerResult) => plan !== undefined || error === undefined
    return {hosts: results.map((result) => (willRun(result) ? {...result, plan: [...(result.plan ?? []), last]} : result))}
  }
  return inRun(
    services,
    runStart('power cycle', argv, hosts),
    async (run) => {
      const cut = await cutHosts(services, run, hosts, input, signal)
      const off = new Set(cut.filter(({error}) => error === undefined).map(({host}) => host))
      const dark = hosts.filter(({name}) => off.has(name))
      let restored: PowerResult[]
      try {
        if (off.size > 0) await services.clock.sleep(pauseMs, signal)
        restored = await restoreHosts(services, run, dark, signal)
        if (signal.aborted) restored = restored.map((one) => (one.error?.code === 'POWER_STOPPED' ? leftOff(one.host) : one))
      } catch (error) {
        if (!signal.aborted) throw error
        restored = dark.map(({name}) => leftOff(name))
      }
      return cut.map((before) => {
        const after = restored.find(({host}) => host === before.host)
        return after === undefined ? before : {...before, ...after, cycled: {proofs: before.proofs}}
      })
    },
    runEnd,
  )
}

async function cutHosts(
  services: Services,
  run: Run,
  hosts: readonly Host[],
  input: OffInput,
  signal: AbortSignal,
): Promise<PowerResult[]> {
  const begun: HostRecord[] = []
  const off = (host: Host, record: HostRecord) => {
    // Hosts on one outlet come one after the other, so the record of an earlier one is complete.
    const first = begun.find(({result}) => result.changed && result.alsoCut?.includes(host.name))
    begun.push(record)
    const act = {services, run, host, record, signal}
    return first === undefined ? switchOff(act, input) : verifyCut(act, first.result.host)
  }
  return onEachHost(services, hosts, 'dependants-first', off, signal)
}

function planHosts(services: Services, hosts: readonly Host[], input: OffInput, signal: AbortSignal): Promise<PowerResult[]> {
  // A host that stays on refuses those that it depends on, as it would in the real run; they come after it.
  const staysOn = new Set<string>()
  const plan = async (host: Host, record: HostRecord) => {
    try {
      await planOff({services, host, record, signal}, {...input, willBeOff: input.together.filter((name) => !staysOn.has(name))})
    } catch (error) {
      staysOn.add(host.name)
      throw error
    }
  }
  return onEachHost(services, hosts, 'dependants-first', plan, signal)
}
