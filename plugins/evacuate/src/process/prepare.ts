import type {Move} from '@ops/core/seams'
import {errors} from '../errors.ts'
import {runScript} from '../target/run-script.ts'
import {criuCommon, words} from './hold.ts'
import {awaitPrepared, prepareScript} from './scripts/destination.ts'
import {probeSource} from './scripts/source.ts'
import {configOf, destinationArgs, helperCgroup, imagesOf, sourceArgs, ticketOf} from './ticket.ts'

const sliceMs = 2000

/** Milliseconds that criu may take to read the images of even a large process. */
const restoreMs = 30 * 60_000

/** Restores the tree into a frozen cgroup and lets criu end, so that everything that can fail has failed before COMMIT. */
export async function prepare(move: Move, signal: AbortSignal): Promise<Record<string, unknown>> {
  const {ids, cgroup} = ticketOf(move)
  const make = `${move.record}/make`
  const held = await runScript(move.source, probeSource, sourceArgs(move), {signal})
  const pids = held.get('held')
  if (pids === undefined) throw errors.STEP_FAILED({host: move.source.host}, move.source.host, 'nothing is held', 'its record says so.')
  const criu = [
    'criu',
    'restore',
    '-d',
    ...criuCommon(imagesOf(move), `${make}/work`),
    '-o',
    'restore.log',
    '--pidfile',
    `${make}/work/pidfile`,
    '--action-script',
    `${make}/gate`,
    ...restoreOptions(configOf(move).criu),
  ]
  const start = {
    cgroup: cgroup.destination,
    job: helperCgroup(move, 'make'),
    pids,
    top: Math.max(...ids),
    low: Math.min(...ids),
    criu: words(criu),
  }
  await runScript(move.destination, prepareScript, {...destinationArgs(move), ...start}, {signal})
  const began = move.clock.monotonic()
  for (;;) {
    const found = await runScript(move.destination, awaitPrepared, {...destinationArgs(move), ms: sliceMs}, {signal})
    if (found.get('prepared') !== undefined) return {pids: found.numbers('pids')}
    const late = move.clock.monotonic() - began > restoreMs ? `it has not ended within ${restoreMs / 60_000} minutes` : ''
    if (found.get('job') === 'running' && late === '') continue
    const {host} = move.destination
    const said = late || found.all('error').join('; ') || `criu ended (${found.get('job')}) and the copy is not whole and frozen`
    throw errors.STEP_FAILED(
      {host},
      host,
      'criu could not restore it',
      said.endsWith('.') ? said : `${said}.`,
      `look into ${make}/work/restore.log on ${host}`,
    )
  }
}

/** Options that dump alone knows are left out. */
function restoreOptions(options: readonly string[]): string[] {
  return options.filter((option) => !['--ghost-limit', '--skip-in-flight', '--force-irmap'].some((name) => option.startsWith(name)))
}
