import type {Move} from '@ops/core/seams'
import {joinArgv, runScript, type ScriptOutput} from '../remote/run-script.ts'
import type {HostPolicies, PolicyContext, UnitPolicy} from './policy.ts'

export type Side = 'source' | 'destination'

/** Changes what would start the work on a host. Each method may be repeated, and returns after it has read the result back. */
export interface PolicyActions {
  /** Before the work is held: from then on nothing starts it on this host. */
  disarm(move: Move, side: Side, signal: AbortSignal): Promise<Record<string, unknown>>
  /** Restores what this move has disarmed; does nothing unless the record is marked as being aborted. */
  restore(move: Move, side: Side, signal: AbortSignal): Promise<Record<string, unknown>>
  /**
   * After COMMIT, at the destination: restores what this and earlier moves of the work have disarmed, and enables what was enabled
   * at the source. `boot`: units stay disarmed until the next boot, because the work runs outside of them.
   */
  arm(move: Move, until: 'now' | 'boot', signal: AbortSignal): Promise<Record<string, unknown>>
  /** After a finished move, at the source: stops what activates the work, and disables what ops enabled for a guest. */
  retire(move: Move, signal: AbortSignal): Promise<Record<string, unknown>>
}

const script = (name: string) => new URL(`./scripts/${name}.pl`, import.meta.url)

/** Milliseconds; a systemd with many units takes seconds for each daemon-reload. */
const scriptMs = 120_000

const nothing: HostPolicies = {units: [], cron: [], disarmed: false}

/** What the survey found; records of earlier versions do not have it. */
export function policiesOf({migrationContext}: Pick<Move, 'migrationContext'>): PolicyContext {
  const context = migrationContext['policies'] as PolicyContext | undefined
  return context ?? {source: nothing, destination: nothing, enable: [], start: []}
}

const argsOf = ({record, epoch, workload}: Move) => ({dir: record, epoch, name: encodeURIComponent(workload.name)})
const runOf = ({record}: Move) => record.split('/').at(-2) ?? ''

function facts(output: ScriptOutput): Record<string, unknown> {
  const keys = ['unit', 'cron', 'enabled', 'started', 'stopped', 'disabled']
  return Object.fromEntries(keys.flatMap((key) => (output.get(key) === undefined ? [] : [[key, output.all(key)]])))
}

async function disarm(move: Move, side: Side, way: 'forward' | 'back', signal: AbortSignal): Promise<Record<string, unknown>> {
  const {units, cron} = policiesOf(move)[side]
  const watchdog = ({active, watchdogUs}: UnitPolicy) => (active && side === 'source' ? watchdogUs : 0)
  const args = {
    ...argsOf(move),
    run: runOf(move),
    way,
    units: joinArgv(units.map((unit) => `${unit.name} ${unit.active ? 1 : 0} ${watchdog(unit)}`)),
    cron: joinArgv(cron.map(({file, line}) => `${file}\x1e${line}`)),
  }
  return facts(await runScript(move[side], script('disarm'), args, {signal, timeoutMs: scriptMs}))
}

/** Policies changed by scripts on the hosts themselves. */
export const hostPolicies: PolicyActions = {
  disarm: (move, side, signal) => disarm(move, side, 'forward', signal),
  async restore(move, side, signal) {
    // The work is declared there and stays a guest elsewhere.
    if (side === 'destination' && policiesOf(move).destination.disarmed) return disarm(move, side, 'back', signal)
    const args = {...argsOf(move), needs: 'aborting', run: runOf(move)}
    return facts(await runScript(move[side], script('rearm'), args, {signal, timeoutMs: scriptMs}))
  },
  async arm(move, until, signal) {
    const {enable, start} = policiesOf(move)
    const args = {
      ...argsOf(move),
      needs: 'commit',
      until: until === 'boot' ? until : undefined,
      enable: joinArgv(enable),
      start: joinArgv(start),
    }
    return facts(await runScript(move.destination, script('rearm'), args, {signal, timeoutMs: scriptMs}))
  },
  async retire(move, signal) {
    return facts(await runScript(move.source, script('retire'), argsOf(move), {signal, timeoutMs: scriptMs}))
  },
}
