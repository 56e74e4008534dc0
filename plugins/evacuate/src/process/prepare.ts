import type {Move} from '@ops/core/seams'
import {loadScript} from '@ops/core/scripts'
import {errors} from '../errors/errors.ts'
import {joinArgv, runScript} from '../remote/run-script.ts'
import {configOf, contextOf, destinationArgs, helperCgroup, imagesFolder, sourceArgs} from './config/migration-context.ts'
import {criuOptions, restoreOptions} from './criu/criu-options.ts'
import {explainCriuError} from './criu/explain-criu-error.ts'

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
  const {ids, cgroup, streams = []} = contextOf(move)
  const pids = await heldPids(move, signal)
  const start = {
    cgroup: cgroup.destination,
    job: helperCgroup(move, 'make'),
    pids,
    top: Math.max(...ids),
    low: Math.min(...ids),
    criu: joinArgv(restoreArgv(move)),
    gate: loadScript(gateScript),
    streams: streams.map(({type, inode, target}) => `${type}:[${inode}] ${target}`).join('\n'),
  }
  await runScript(move.destination, prepareScript, {...destinationArgs(move), ...start}, {signal})
  const began = move.clock.monotonic()
  for (;;) {
    const output = await runScript(move.destination, awaitScript, {...destinationArgs(move), ms: sliceMs}, {signal})
    if (output.get('prepared') !== undefined) return {pids: output.numbers('pids')}
    if (move.clock.monotonic() - began > restoreMs)
      throw restoreFailed(move, [], `criu has not ended within ${restoreMs / 60_000} minutes.`)
    if (output.get('job') !== 'running')
      throw restoreFailed(move, output.all('error'), `criu ended (${output.get('job')}) and the copy is not whole and frozen.`)
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

function restoreFailed(move: Move, lines: readonly string[], otherwise: string): Error {
  const {
    destination: {host},
    workload: {name},
    record,
    progress,
  } = move
  for (const line of lines) progress.detail?.(`criu on ${host}: ${line}`)
  const log = `${record}/make/criu/restore.log`
  const {sentence, hint} = lines.length === 0 ? {sentence: otherwise} : explainCriuError(lines, {name, host})
  const cause = `${sentence} The log of criu is ${log} on ${host}.`
  return errors.EVACUATE_STEP_FAILED({host}, host, `criu could not restore ${name}`, cause, hint ?? `read ${log} on ${host}`)
}
