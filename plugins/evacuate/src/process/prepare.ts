import type {Move} from '@ops/core/seams'
import {loadScript} from '@ops/core/scripts'
import {asSentence} from '@ops/core/text'
import {errors} from '../errors/errors.ts'
import {joinArgv, runScript, type ScriptOutput} from '../remote/run-script.ts'
import {configOf, contextOf, destinationArgs, helperCgroup, imagesFolder, sourceArgs} from './config/migration-context.ts'
import {criuOptions} from './hold.ts'

const probeDestinationScript = new URL('./scripts/probe-destination.pl', import.meta.url)
const probeSourceScript = new URL('./scripts/probe-source.pl', import.meta.url)
const prepareScript = new URL('./scripts/prepare.pl', import.meta.url)
const awaitScript = new URL('./scripts/await-prepared.pl', import.meta.url)
const gateScript = new URL('./scripts/restore-gate.pl', import.meta.url)

/** Milliseconds that one wait for the running restore takes at most. */
const sliceMs = 2000

/** Milliseconds that criu may take to read the images of even a large process. */
const restoreMs = 30 * 60_000

/** Restores the tree into a frozen cgroup and lets criu end, so that everything that can fail has failed before COMMIT. */
export async function prepare(move: Move, signal: AbortSignal): Promise<Record<string, unknown>> {
  const {ids, cgroup} = contextOf(move)
  const pids = await heldPids(move, signal)
  const start = {
    cgroup: cgroup.destination,
    job: helperCgroup(move, 'make'),
    pids,
    top: Math.max(...ids),
    low: Math.min(...ids),
    criu: joinArgv(restoreArgv(move)),
    gate: loadScript(gateScript),
  }
  await runScript(move.destination, prepareScript, {...destinationArgs(move), ...start}, {signal})
  const began = move.clock.monotonic()
  for (;;) {
    const output = await runScript(move.destination, awaitScript, {...destinationArgs(move), ms: sliceMs}, {signal})
    if (output.get('prepared') !== undefined) return {pids: output.numbers('pids')}
    if (move.clock.monotonic() - began > restoreMs) throw restoreFailed(move, `criu has not ended within ${restoreMs / 60_000} minutes.`)
    if (output.get('job') !== 'running') throw restoreFailed(move, criuError(output))
  }
}

/** Process ids of the held tree: they arrive with the images. Earlier versions of ops read them at the source. */
async function heldPids(move: Move, signal: AbortSignal): Promise<string> {
  const {host} = move.source
  const shipped = (await runScript(move.destination, probeDestinationScript, destinationArgs(move), {signal})).get('held')
  if (shipped !== undefined) return shipped
  const pids = (await runScript(move.source, probeSourceScript, sourceArgs(move), {signal})).get('held')
  if (pids !== undefined) return pids
  throw errors.EVACUATE_STEP_FAILED({host}, host, `${move.workload.name} is not held`, `${move.record}/hold/held does not exist.`)
}

function restoreArgv(move: Move): string[] {
  const make = `${move.record}/make`
  return [
    'criu',
    'restore',
    '-d',
    ...criuOptions(imagesFolder(move), `${make}/criu`),
    '-o',
    'restore.log',
    '--pidfile',
    `${make}/criu/pidfile`,
    '--action-script',
    `${make}/gate`,
    ...restoreOptions(configOf(move).criu),
  ]
}

/** Options that dump alone knows are left out. */
function restoreOptions(options: readonly string[]): string[] {
  return options.filter((option) => !['--ghost-limit', '--skip-in-flight', '--force-irmap'].some((name) => option.startsWith(name)))
}

function criuError(output: ScriptOutput): string {
  return asSentence(output.all('error').join('; ') || `criu ended (${output.get('job')}) and the copy is not whole and frozen`)
}

function restoreFailed({destination: {host}, workload: {name}, record}: Move, cause: string): Error {
  const hint = `read ${record}/make/criu/restore.log on ${host}`
  return errors.EVACUATE_STEP_FAILED({host}, host, `criu could not restore ${name}`, cause, hint)
}
