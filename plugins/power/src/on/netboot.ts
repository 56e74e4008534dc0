import type {Host} from '@ops/core/inventory'
import type {Run} from '@ops/core/runs'
import type {BootFollow, BootFollowOptions, Services} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'
import {lookAt, openHostPower, stateOf} from '../outlets/read-outlet.ts'
import {inRun} from '../runs/run-hosts.ts'
import {acts} from '../runs/journal-acts.ts'
import {onMany} from '../runs/run-hosts.ts'
import {type NetbootStory, netbootStory} from './netboot-trace.ts'
import type {ManyResult} from '../off/off-hosts.ts'
import {restorePower} from './switch-on.ts'
import type {PowerResult} from '../runs/power-result.ts'
import {settle} from '../runs/run-hosts.ts'

/** Switches machines on for one boot from the network, and follows each boot to its end; they boot side by side. */
export async function netbootMany(
  services: Services,
  hosts: readonly Host[],
  argv: readonly string[],
  options: BootFollowOptions,
  signal: AbortSignal,
): Promise<ManyResult> {
  const [boot] = services.registry.bootFollow.all()
  if (boot === undefined) throw errors.NETBOOT_NO_PLUGIN({})
  return inRun(services, 'power on', argv, hosts, async (run) => {
    const stories = new Map<string, Promise<NetbootStory>>()
    try {
      const switched = await onMany(
        services,
        hosts,
        'depended-first',
        async (host, result) => {
          const {story} = await switchOnArmed(boot, services, run, host, result, options, signal)
          stories.set(host.name, story)
        },
        signal,
      )
      return await Promise.all(switched.map((result) => ended(run, result, stories.get(result.host), signal)))
    } finally {
      // Also when the command is interrupted: what was armed is given back before it ends.
      await Promise.allSettled(stories.values())
    }
  })
}

/** Arms one boot, begins to watch, and only then switches on. The story that it gives back disarms at its end. */
async function switchOnArmed(
  boot: BootFollow,
  services: Services,
  run: Run,
  host: Host,
  result: PowerResult,
  options: BootFollowOptions,
  signal: AbortSignal,
): Promise<{story: Promise<NetbootStory>}> {
  const {outlets} = await openHostPower(services, host.name)
  result.power = stateOf(await Promise.all(outlets.map((outlet) => lookAt(outlet, host.name, signal))))
  if (result.power === 'on') throw errors.NETBOOT_ALREADY_ON({host: host.name}, host.name)
  let armed: AsyncDisposable | undefined
  await run.act(acts.arm, {host: host.name}, async () => {
    armed = await boot.arm(services, host, options, signal)
  })
  const over = new AbortController()
  const story = netbootStory(boot, services, host, options, AbortSignal.any([signal, over.signal])).finally(() =>
    armed?.[Symbol.asyncDispose](),
  )
  story.catch(() => {})
  try {
    await restorePower(services, run, host, result, signal)
  } catch (error) {
    over.abort()
    await story.catch(() => {})
    throw error
  }
  return {story}
}

/** What became of the boot, beside what became of the relay. A boot that stopped is a failed host. */
async function ended(run: Run, before: PowerResult, story: Promise<NetbootStory> | undefined, signal: AbortSignal): Promise<PowerResult> {
  if (story === undefined || before.error !== undefined) return before
  const after = await settle(before.host, signal, async (result) => {
    const told = await story
    const stages = told.stages.map((stage) =>
      // The relay was read back by power itself: nobody else could see it.
      stage.stage === 'power' && stage.state === 'unknown' ? {...stage, state: 'seen' as const, evidence: 'the power is on'} : stage,
    )
    result.boot = {...told, stages}
    await run.note(
      acts.boot,
      {text: `${told.verdict}${told.why === undefined ? '' : ` at ${told.stoppedAt}: ${told.why}`}`, ...told},
      before.host,
    )
    if (told.verdict === 'stopped')
      throw errors.NETBOOT_STOPPED({host: before.host}, before.host, told.stoppedAt ?? 'an unknown stage', told.why ?? 'nothing was seen')
  })
  return {...before, ...(after.boot === undefined ? {} : {boot: after.boot}), ...(after.error === undefined ? {} : {error: after.error})}
}
