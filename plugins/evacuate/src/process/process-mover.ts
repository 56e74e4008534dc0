import type {Move, WorkloadMover} from '@ops/core/seams'
import {errors} from '../errors/errors.ts'
import {joinArgv, runScript} from '../remote/run-script.ts'
import {requireUnusedFiles} from '../transfer/find-replaced-files.ts'
import {countLines, hashFiles} from '../transfer/hash-files.ts'
import {sendFiles} from '../transfer/send-files.ts'
import {sendTar, streamMs} from '../transfer/send-tar.ts'
import {configOf, contextOf, destinationArgs, imagesFolder, sourceArgs, transferredFiles} from './config/migration-context.ts'
import {hold} from './hold.ts'
import {prepare} from './prepare.ts'
import {surveyProcess} from './preflight/survey-process.ts'
import {parseDestinationState, parseSourceState} from './process-state.ts'

/** Milliseconds that a running dump may still take before an abort ends criu instead. */
const dumpGraceMs = 60_000

const script = (name: string) => new URL(`./scripts/${name}.pl`, import.meta.url)

/** Stop-and-copy of a process tree with criu. */
export const processMover: WorkloadMover = {
  survey: surveyProcess,
  probeSource: async (move, signal) => parseSourceState(await runScript(move.source, script('probe-source'), sourceArgs(move), {signal})),
  probeDestination: async (move, signal) =>
    parseDestinationState(await runScript(move.destination, script('probe-destination'), destinationProbe(move), {signal})),
  hold,
  ship,
  prepare,
  async start(move, signal) {
    const output = await runScript(move.destination, script('start'), destinationArgs(move), {signal})
    if (output.get('ended') !== undefined) return {ended: true}
    return {thawedAt: output.number('thawed'), evidence: output.get('evidence')}
  },
  async release(move, signal) {
    const output = await runScript(move.source, script('release'), {...sourceArgs(move), pidfile: configOf(move).pidfile}, {signal})
    return {criu: output.get('criu'), ...(output.get('unlocked') === undefined ? {} : {unlocked: output.all('unlocked')})}
  },
  async destroy(move, signal, {keepImages = false} = {}) {
    const args = {...destinationArgs(move), pidfile: configOf(move).pidfile, pid: contextOf(move).pid, keep: keepImages ? 1 : 0}
    await runScript(move.destination, script('destroy'), args, {signal})
    return {}
  },
  async recover(move, signal) {
    const args = {...sourceArgs(move), ms: dumpGraceMs}
    const output = await runScript(move.source, script('recover'), args, {signal, timeoutMs: dumpGraceMs + 60_000})
    const ended = output.get('ended') === undefined ? {} : {ended: 'criu'}
    return {state: output.get('state'), switches: output.number('switches'), ...ended}
  },
  describeHeld(move, host, state) {
    const {source, destination} = contextOf(move).cgroup
    const folder = `/sys/fs/cgroup${host === 'source' ? source : destination}`
    if (host === 'source' && (state === 'held' || state === 'holding'))
      return `It stays frozen; echo rollback > ${move.record}/hold/decision; echo 0 > ${folder}/cgroup.freeze lets it run.`
    if (host === 'source' && state === 'stored') return `Its images stay in ${imagesFolder(move)}.`
    if (host === 'destination' && state === 'prepared') return `It stays frozen; echo 1 > ${folder}/cgroup.kill ends it.`
    return undefined
  },
  async tidy(move, host, signal) {
    const args = {...destinationArgs(move), pidfile: configOf(move).pidfile, pid: contextOf(move).pid}
    if (host === 'source') await runScript(move.source, script('tidy-source'), sourceArgs(move), {signal})
    else await runScript(move.destination, script('tidy-destination'), args, {signal})
  },
}

function destinationProbe(move: Move): Record<string, string | number> {
  const {ids, cgroup} = contextOf(move)
  return {...destinationArgs(move), ids: ids.join(' '), cgroup: cgroup.destination}
}

/** Sends images and files while the source is frozen; they count as arrived only when their hashes agree. */
async function ship(move: Move, signal: AbortSignal): Promise<Record<string, unknown>> {
  const images = imagesFolder(move)
  const args = destinationArgs(move)
  const held = await runScript(move.source, script('probe-source'), sourceArgs(move), {signal})
  // What a restart of the source deletes was copied into the record, and is put in its place by `prepare`.
  const saved = held.all('saved')
  const files = transferredFiles(move).filter((path) => !saved.includes(path))
  const found = {ids: held.get('ids'), memory: held.get('memory'), folders: held.get('folders')}
  await Promise.all([
    requireRoom(move, found, signal),
    requireUnusedFiles(move, {files: transferredFiles(move), pidfile: configOf(move).pidfile}, signal),
  ])
  await runScript(move.destination, script('empty-destination'), args, {signal})
  const sent = [
    await sendFiles(move, {paths: files, folders: found.folders}, signal),
    await sendFiles(move, {paths: saved, from: `${move.record}/hold/files`, to: `${move.record}/make/files`}, signal),
  ]
  const [bytes, manifest] = await Promise.all([
    sendTar(move, {argv: ['tar', '-C', images, '-cf', '-', '.'], receiveScript: script('receive-images'), args}, signal),
    hashFiles(move.source, images, ['.'], signal),
  ])
  const count = countLines(manifest)
  const arrived = {...args, ...found, count, pids: held.get('held'), keep: joinArgv(saved)}
  await runScript(move.destination, script('verify-images'), arrived, {signal, timeoutMs: streamMs, stdin: manifest})
  const sum = (key: 'bytes' | 'files') => sent.reduce((total, one) => total + one[key], 0)
  return {bytes: bytes + sum('bytes'), images: count, files: sum('files')}
}

/** Processes and files that the tree has made since the survey need their ids and names at the destination too. */
async function requireRoom(
  move: Move,
  {ids = '', memory}: Record<'ids' | 'memory', string | undefined>,
  signal: AbortSignal,
): Promise<void> {
  const {host} = move.destination
  const output = await runScript(move.destination, script('check-destination'), {ids, memory}, {signal})
  const [taken, exists] = [output.get('taken'), output.get('exists')]
  if (taken !== undefined) {
    const [id, ...holder] = taken.split(' ')
    const cause = `process id ${id} is taken on ${host} (by ${holder.join(' ')}).`
    throw errors.EVACUATE_STEP_FAILED({host}, host, `${move.workload.name} cannot be restored`, cause, `end process ${id} on ${host}`)
  }
  if (exists !== undefined)
    throw errors.EVACUATE_STEP_FAILED(
      {host},
      host,
      `${move.workload.name} cannot be restored`,
      `${exists}, which it has in memory, exists on ${host} too.`,
      `run rm ${exists} on ${host} if no program there needs it`,
    )
}
