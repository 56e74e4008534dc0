import type {BootFollow, BootProgress, Services} from '@ops/core/seams'
import {bootPlan} from '../profiles/boot-machine.ts'
import {controlPath as controlPathOf} from '../control/control-path.ts'
import type {StageView} from '../timeline/timeline.ts'
import {followBoot} from './follow-boot.ts'
import {serverLink} from '../control/control-client.ts'
import {bootingOf} from './start-boot.ts'

/** Milliseconds for which a boot is armed and followed unless somebody says otherwise: TCG and old boards are slow. */
export const usualBootMs = 600_000

/** The control socket of `ops boot serve` on this machine: where the inventory says, else in the state directory. */
export function controlPath({inventory, settings}: Pick<Services, 'inventory' | 'settings'>): string {
  return controlPathOf(undefined, bootPlan(inventory), settings.stateDir)
}

/** Booting for other domains, e.g. switching a machine on with a netboot. */
export const bootFollow: BootFollow = {
  async arm(services, host, {forMs = usualBootMs}, signal) {
    const {profile} = bootingOf(services, host)
    if (profile.source === 'flash') return {async [Symbol.asyncDispose]() {}}
    const server = serverLink(controlPath(services))
    await server.arm(host.name, forMs, signal)
    return {[Symbol.asyncDispose]: () => server.disarm(host.name, AbortSignal.timeout(5000)).catch(() => {})}
  },
  async *follow(services, host, {forMs = usualBootMs}, signal) {
    const booting = bootingOf(services, host)
    const queue: BootProgress[] = []
    let wake = () => {}
    const told = new Map<string, string>()
    const tell = (view: StageView) => {
      const state = progressState[view.state]
      // What is under way may have more to tell: the last try of a firmware that tries again.
      const key = `${state} ${state === 'waiting' ? (view.words ?? '') : ''}`
      if (told.get(view.stage) === key) return
      told.set(view.stage, key)
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
    // Whoever listens no longer ends the following with it.
    const left = new AbortController()
    const watching = AbortSignal.any([signal, left.signal])
    const server = network ? {server: serverLink(controlPath(services))} : {}
    const story = followBoot(services, booting, {forMs, ...server, changed: ({stages}) => stages.forEach(tell)}, async () => {}, watching)
      .then(({timeline}) => timeline.stages.forEach(tell))
      .finally(() => {
        done = true
        wake()
      })
    story.catch(() => {})
    try {
      while (!done || queue.length > 0) {
        const next = queue.shift()
        if (next !== undefined) yield next
        else await new Promise<void>((resolve) => (wake = resolve))
      }
      await story
    } finally {
      left.abort()
      await story.catch(() => {})
    }
  },
}

const progressState = {seen: 'seen', 'under way': 'waiting', failed: 'failed', waiting: 'waiting', unknown: 'unknown'} as const
