import type {Host} from '@ops/core/inventory'
import {type Run, inRun} from '@ops/core/runs'
import type {BootFollow, BootFollowOptions, Services} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'
import {openHostOutlets, readOutlets, stateOf} from '../outlets/read-outlet.ts'
import {acts} from '../runs/journal-acts.ts'
import type {HostsResult, NetbootTrace, PowerResult} from '../runs/power-result.ts'
import {type HostAct, onEachHost, runEnd, runStart, toHostResult} from '../runs/run-hosts.ts'
import {traceBoot} from './netboot-trace.ts'
import {switchOn} from './switch-on.ts'

/** Switches machines on for one boot from the network, and follows their boots to the end, all at the same time. */
export async function netbootHosts(
  services: Services,
  hosts: readonly Host[],
  {argv, ...options}: BootFollowOptions & {argv: readonly string[]},
  signal: AbortSignal,
): Promise<HostsResult> {
  const [follow] = services.registry.bootFollow.all()
  if (follow === undefined) throw errors.POWER_NETBOOT_NO_PLUGIN({})
  return inRun(
    services,
    runStart('power on', argv, hosts),
    async (run) => {
      const traces = new Map<string, Promise<NetbootTrace>>()
      try {
        const switched = await onEachHost(
          services,
          hosts,
          'depended-first',
          async (host, record) => {
            const {trace} = await switchOnArmed({services, run, host, record, signal}, follow, options)
            traces.set(host.name, trace)
          },
          signal,
        )
        return await Promise.all(switched.map((result) => addBoot(run, result, traces.get(result.host), signal)))
      } finally {
        // Also when the command is interrupted: every armed boot is disarmed before it ends.
        await Promise.allSettled(traces.values())
      }
    },
    runEnd,
  )
}

/** Arms one boot, begins to follow it, and only then switches on. The boot is disarmed when the returned trace ends. */
async function switchOnArmed(act: HostAct, follow: BootFollow, options: BootFollowOptions): Promise<{trace: Promise<NetbootTrace>}> {
  const {services, run, host, record, signal} = act
  const {outlets} = await openHostOutlets(services, host.name)
  const power = stateOf(await readOutlets(outlets, host.name, signal))
  record.add({power})
  if (power === 'on') throw errors.POWER_NETBOOT_ALREADY_ON({host: host.name}, host.name)
  let armed: AsyncDisposable | undefined
  await run.act(acts.arm, {host: host.name}, async () => {
    armed = await follow.arm(services, host, options, signal)
  })
  const over = new AbortController()
  const trace = traceBoot(follow, services, host, options, AbortSignal.any([signal, over.signal])).finally(() =>
    armed?.[Symbol.asyncDispose](),
  )
  trace.catch(() => {})
  try {
    await switchOn(act)
  } catch (error) {
    over.abort()
    await trace.catch(() => {})
    throw error
  }
  return {trace}
}

/** Adds the outcome of the boot to that of the relay. A boot that stopped is a failed host. */
async function addBoot(run: Run, before: PowerResult, trace: Promise<NetbootTrace> | undefined, signal: AbortSignal): Promise<PowerResult> {
  if (trace === undefined || before.error !== undefined) return before
  const {host} = before
  const {boot, error} = await toHostResult(host, signal, async (record) => {
    const observed = await trace
    const {verdict, stoppedAt, why} = observed
    const stages = observed.stages.map((stage) =>
      // Power itself read the relay back; no other observer sees it.
      stage.stage === 'power' && stage.state === 'unknown' ? {...stage, state: 'seen' as const, evidence: 'the power is on'} : stage,
    )
    record.add({boot: {...observed, stages}})
    await run.note(acts.boot, {text: `${verdict}${why === undefined ? '' : ` at ${stoppedAt}: ${why}`}`, ...observed}, host)
    if (verdict === 'stopped')
      throw errors.POWER_NETBOOT_STOPPED({host}, host, stoppedAt ?? 'an unknown stage', why ?? 'nothing was observed')
  })
  return {...before, ...(boot === undefined ? {} : {boot}), ...(error === undefined ? {} : {error})}
}
