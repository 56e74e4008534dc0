import type {Move} from '@ops/core/seams'
import {errors} from '../errors.ts'
import {type Answer, runScript} from '../target/run-script.ts'
import {awaitHeld, holdScript} from './scripts/source.ts'
import {configOf, helperCgroup, imagesOf, sourceArgs, ticketOf} from './ticket.ts'

/** Milliseconds that one look at the running dump takes at most; between looks the progress is told. */
const sliceMs = 1000

/** Milliseconds in which a dump that is under way must have written something. */
const stallMs = 5 * 60_000

/** Unit separator between the words of an argv in one argument. */
export const words = (argv: readonly string[]) => argv.join('\x1f')

/** Options of dump and restore alike. */
export const criuCommon = (images: string, work: string) => [
  '-D',
  images,
  '-W',
  work,
  '-v4',
  '--no-default-config',
  '--manage-cgroups=ignore',
]

/** Freezes and dumps the tree, and returns while criu and the frozen cgroup hold it. */
export async function hold(move: Move, signal: AbortSignal): Promise<Record<string, unknown>> {
  const {pid, cgroup} = ticketOf(move)
  const images = imagesOf(move)
  const hook = `${move.record}/hold/hook`
  const criu = [
    'criu',
    'dump',
    '-t',
    String(pid),
    ...criuCommon(images, `${move.record}/hold/work`),
    '-o',
    'dump.log',
    '--action-script',
    hook,
    ...configOf(move).criu,
  ]
  const start = {cgroup: cgroup.source, make: cgroup.make ? 1 : 0, job: helperCgroup(move, 'hold'), criu: words(criu)}
  await runScript(move.source, holdScript, {...sourceArgs(move), ...start}, {signal})
  let written = 0
  let since = move.clock.monotonic()
  for (;;) {
    const found = await runScript(move.source, awaitHeld, {...sourceArgs(move), ms: sliceMs}, {signal})
    if (found.get('held') !== undefined) return heldFacts(found)
    if (found.get('job') !== 'running') throw failed(move, found)
    const bytes = found.number('bytes') ?? 0
    move.progress.update({done: bytes, unit: 'bytes dumped'})
    const now = move.clock.monotonic()
    if (bytes !== written) [written, since] = [bytes, now]
    else if (now - since > stallMs) throw stalled(move)
  }
}

function stalled(move: Move): Error {
  const {host} = move.source
  const hint = `look into ${move.record}/hold/work/dump.log on ${host}`
  return errors.STEP_FAILED({host}, host, 'criu could not dump it', `it has written nothing for ${stallMs / 60_000} minutes.`, hint)
}

function heldFacts(found: Answer): Record<string, unknown> {
  return {frozenAt: found.number('freezing'), pids: found.numbers('held'), bytes: found.number('bytes')}
}

function failed(move: Move, found: Answer): Error {
  const host = move.source.host
  const said = found.all('error').join('; ') || `criu ended (${found.get('job')})`
  const hint = `look into ${move.record}/hold/work/dump.log on ${host}`
  return errors.STEP_FAILED({host}, host, 'criu could not dump it', said.endsWith('.') ? said : `${said}.`, hint)
}
