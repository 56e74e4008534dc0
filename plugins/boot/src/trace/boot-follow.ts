import type {BootFollow, BootProgress, Services} from '@ops/core/seams'
import {bootPlan} from '../profiles/boot-machine.ts'
import {controlPath as controlPathOf} from '../control/control-path.ts'
import type {StageView} from '../timeline/timeline.ts'
import {followBoot} from './follow-boot.ts'
import {controlClient} from '../control/control-client.ts'
import {bootingOf} from './start-boot.ts'

/** Default time that a boot may take, milliseconds; emulated and old machines are slow. */
export const usualBootMs = 600_000

/** The control socket of `ops boot serve` on this machine: the inventory's, else one in the state directory. */
export function controlPath({inventory, settings}: Pick<Services, 'inventory' | 'settings'>): string {
  return controlPathOf(undefined, bootPlan(inventory), settings.stateDir)
}

/** Boot service for other plugins, e.g. for `ops power on --netboot`. */
export const bootFollow: BootFollow = {
  async arm(services, host, {forMs = usualBootMs}, signal) {
    const {profile} = bootingOf(services, host)
    if (profile.source === 'flash') return {async [Symbol.asyncDispose]() {}}
    const server = controlClient(controlPath(services))
    await server.arm(host.name, forMs, signal)
    return {[Symbol.asyncDispose]: () => server.disarm(host.name, AbortSignal.timeout(5000)).catch(() => {})}
  },
  async *follow(services, host, {forMs = usualBootMs}, signal) {
    const booting = bootingOf(services, host)
    const queue: BootProgress[] = []
    let wake = () => {}
    const reported = new Map<string, string>()
    const report = (view: StageView) => {
      const state = progressState[view.state]
      // A waiting stage may have new evidence: firmware that retries.
      const key = `${state} ${state === 'waiting' ? (view.words ?? '') : ''}`
      if (reported.get(view.stage) === key) return
      reported.set(view.stage, key)
      queue.push({
        stage: view.stage,
        state,
        ...(view.fromMs === undefined ? {} : {atMs: view.fromMs}),
        ...(view.words === undefined ? {} : {evidence: view.words}),
      })
      wake()
    }
    const network = booting.profile.source === 'network'
    let done = false
    // A consumer that stops reading ends the trace.
    const left = new AbortController()
    const watching = AbortSignal.any([signal, left.signal])
    const server = network ? {server: controlClient(controlPath(services))} : {}
    const trace = followBoot(services, booting, {forMs, ...server, changed: ({stages}) => stages.forEach(report)}, async () => {}, watching)
      .then(({timeline}) => timeline.stages.forEach(report))
      .finally(() => {
        done = true
        wake()
      })
    trace.catch(() => {})
    try {
      while (!done || queue.length > 0) {
        const next = queue.shift()
        if (next !== undefined) yield next
        else await new Promise<void>((resolve) => (wake = resolve))
      }
      await trace
    } finally {
      left.abort()
      await trace.catch(() => {})
    }
  },
}

const progressState = {seen: 'seen', 'under way': 'waiting', failed: 'failed', waiting: 'waiting', unknown: 'unknown'} as const
