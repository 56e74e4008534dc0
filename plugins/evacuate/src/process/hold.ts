import type {Move} from '@ops/core/seams'
import {loadScript} from '@ops/core/scripts'
import {errors} from '../errors/errors.ts'
import {joinArgv, runScript, type ScriptOutput} from '../remote/run-script.ts'
import {configOf, contextOf, helperCgroup, imagesFolder, sourceArgs, transferredFiles} from './config/migration-context.ts'
import {criuOptions, dumpOptions} from './criu/criu-options.ts'
import {explainCriuError} from './criu/explain-criu-error.ts'

const holdScript = new URL('./scripts/hold.pl', import.meta.url)
const awaitScript = new URL('./scripts/await-held.pl', import.meta.url)
const hookScript = new URL('./scripts/hold-hook.pl', import.meta.url)

/** Milliseconds that one wait for the running dump takes at most; progress is updated in between. */
const sliceMs = 1000

/** Milliseconds in which a running dump must have written something. */
const stallMs = 5 * 60_000

/** Freezes and dumps the tree, and returns while criu and the frozen cgroup hold it. */
export async function hold(move: Move, signal: AbortSignal): Promise<Record<string, unknown>> {
  const {pid, cgroup, ghostLimit, streams = []} = contextOf(move)
  const {pidfile, criu: options} = configOf(move)
  const criu = [
    'criu',
    'dump',
    '-t',
    String(pid),
    ...criuOptions(imagesFolder(move), `${move.record}/hold/criu`),
    '-o',
    'dump.log',
    '--action-script',
    `${move.record}/hold/hook`,
    ...streams.flatMap(({type, inode}) => (type === 'socket' ? ['--external', `unix[${inode}]`] : [])),
    ...(ghostLimit === undefined ? [] : [`--ghost-limit=${ghostLimit}M`]),
    ...dumpOptions(options),
  ]
  const inputs = streams.flatMap(({descriptor, type}) => (type === 'pipe' && descriptor === 0 ? [`${pid}/fd/0`] : [])).join(' ')
  const kept = {pidfile, files: joinArgv(transferredFiles(move).filter((path) => path !== pidfile)), inputs}
  const start = {...kept, cgroup: cgroup.source, make: cgroup.make ? 1 : 0, job: helperCgroup(move, 'hold'), criu: joinArgv(criu)}
  await runScript(move.source, holdScript, {...sourceArgs(move), ...start, hook: loadScript(hookScript)}, {signal})
  let written = 0
  let since = move.clock.monotonic()
  for (;;) {
    const output = await runScript(move.source, awaitScript, {...sourceArgs(move), ms: sliceMs}, {signal})
    if (output.get('held') !== undefined) return heldFacts(output)
    if (output.get('job') !== 'running') throw dumpFailed(move, output.all('error'), `criu ended (${output.get('job')}).`)
    const bytes = output.number('bytes') ?? 0
    move.progress.update({done: bytes, unit: 'bytes dumped'})
    const now = move.clock.monotonic()
    if (bytes !== written) [written, since] = [bytes, now]
    else if (now - since > stallMs) throw dumpFailed(move, [], `criu has written nothing for ${stallMs / 60_000} minutes.`)
  }
}

function heldFacts(output: ScriptOutput): Record<string, unknown> {
  return {frozenAt: output.number('freezing'), pids: output.numbers('held'), bytes: output.number('bytes')}
}

function dumpFailed(move: Move, lines: readonly string[], otherwise: string): Error {
  const {
    source: {host},
    workload: {name},
    record,
    progress,
  } = move
  for (const line of lines) progress.detail?.(`criu on ${host}: ${line}`)
  const log = `${record}/hold/criu/dump.log`
  const {sentence, hint} = lines.length === 0 ? {sentence: otherwise} : explainCriuError(lines, {name, host})
  const cause = `${sentence} The log of criu is ${log} on ${host}.`
  return errors.EVACUATE_STEP_FAILED({host}, host, `criu could not dump ${name}`, cause, hint ?? `read ${log} on ${host}`)
}
