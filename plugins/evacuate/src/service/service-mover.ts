import type {Move, WorkloadMover} from '@ops/core/seams'
import type {Transport} from '@ops/core/transport'
import {errors} from '../errors/errors.ts'
import {joinArgv, runScript, type ScriptOutput} from '../remote/run-script.ts'
import {requireUnusedFiles} from '../transfer/find-replaced-files.ts'
import {requireNoWriters} from '../transfer/find-writers.ts'
import {sendFiles} from '../transfer/send-files.ts'
import type {ServiceConfig} from './service-schema.ts'
import {evaluateDestination, evaluateSource, probeService} from './service-state.ts'
import {surveyService} from './survey-service.ts'

const script = (name: string) => new URL(`./scripts/${name}.pl`, import.meta.url)
const configOf = ({workload}: Pick<Move, 'workload'>) => workload.config as unknown as ServiceConfig

const readMarks = (move: Move, transport: Transport, signal: AbortSignal): Promise<ScriptOutput> =>
  runScript(transport, script('read-marks'), {dir: move.record}, {signal})

async function setMarks(move: Move, transport: Transport, marks: {set?: string; drop?: string}, signal: AbortSignal): Promise<void> {
  await runScript(transport, script('set-marks'), {dir: move.record, epoch: move.epoch, ...marks}, {signal})
}

/** Milliseconds in which `status` must agree after a command that failed. */
const afterFailureMs = 5000

interface ServiceCommand {
  transport: Transport
  argv: readonly string[]
  expected: 'running' | 'absent'
  /** `back`: it takes the move back, and may run while the move is being aborted. */
  way: 'forward' | 'back'
}

/** Runs a command and waits until `status` agrees; returns what `status` said. */
async function runAndVerify(move: Move, {transport, argv, expected, way}: ServiceCommand, signal: AbortSignal): Promise<string> {
  const config = configOf(move)
  const wholeMs = config.timeout * 1000
  const began = move.clock.monotonic()
  const args = {dir: move.record, epoch: move.epoch, argv: joinArgv(argv), way}
  const output = await runScript(transport, script('run-command'), args, {signal, timeoutMs: wholeMs})
  const code = output.number('code')
  const deadline = code === 0 ? began + wholeMs : Math.min(began + wholeMs, move.clock.monotonic() + afterFailureMs)
  for (;;) {
    const found = await probeService(config, transport, signal)
    if (found.state === expected) return found.detail
    if (move.clock.monotonic() > deadline) {
      const {host} = transport
      const lastLine = output.get('said') ?? ''
      const cause = `${argv.join(' ')} ended with exit ${code}${lastLine === '' ? '' : ` (${lastLine})`}, and ${found.detail}.`
      const what = `${move.workload.name} is not ${expected === 'running' ? 'started' : 'stopped'}`
      throw errors.EVACUATE_STEP_FAILED({host}, host, what, cause)
    }
    await move.clock.sleep(100, signal)
  }
}

/** Throws unless the service is seen not to run; returns what `status` said. */
async function requireAbsent(move: Move, transport: Transport, what: string, signal: AbortSignal): Promise<string> {
  const found = await probeService(configOf(move), transport, signal)
  if (found.state === 'absent') return found.detail
  const {host} = transport
  throw errors.EVACUATE_STEP_FAILED({host}, host, `${move.workload.name} ${what}`, `${found.detail}.`)
}

/** Seconds of a host's CLOCK_REALTIME. */
const readSeconds = async (transport: Transport, signal: AbortSignal) => Number((await transport.exec(['date', '+%s.%N'], {signal})).stdout)

/** Moves a service by its own commands: stop, send the files, start. */
export const serviceMover: WorkloadMover = {
  survey: surveyService,
  async probeSource(move, signal) {
    const marks = await readMarks(move, move.source, signal)
    return evaluateSource(marks, await probeService(configOf(move), move.source, signal))
  },
  async probeDestination(move, signal) {
    const marks = await readMarks(move, move.destination, signal)
    return evaluateDestination(marks, await probeService(configOf(move), move.destination, signal))
  },
  async hold(move, signal) {
    await setMarks(move, move.source, {set: 'stopping', drop: 'over'}, signal)
    const frozenAt = await readSeconds(move.source, signal)
    const stop = {transport: move.source, argv: configOf(move).stop, expected: 'absent', way: 'forward'} as const
    return {frozenAt, evidence: await runAndVerify(move, stop, signal)}
  },
  async ship(move, signal) {
    const {files} = configOf(move)
    // The service has stopped, so none of its own processes is left that could write them.
    const [folders] = await Promise.all([requireNoWriters(move, files, signal), requireUnusedFiles(move, {files}, signal)])
    const sent = await sendFiles(move, {paths: files, folders}, signal)
    await setMarks(move, move.destination, {set: 'arrived'}, signal)
    return sent
  },
  async prepare(move, signal) {
    await requireAbsent(move, move.destination, 'runs before ops has started it', signal)
    await setMarks(move, move.destination, {set: 'ready'}, signal)
    return {}
  },
  async start(move, signal) {
    const start = {transport: move.destination, argv: configOf(move).start, expected: 'running', way: 'forward'} as const
    const evidence = await runAndVerify(move, start, signal)
    return {thawedAt: await readSeconds(move.destination, signal), evidence}
  },
  async release(move, signal) {
    const evidence = await requireAbsent(move, move.source, 'does not stay stopped', signal)
    await setMarks(move, move.source, {set: 'over'}, signal)
    return {evidence}
  },
  async destroy(move, signal, {keepImages = false} = {}) {
    const marks = await readMarks(move, move.destination, signal)
    const found = await probeService(configOf(move), move.destination, signal)
    // A start that failed may have left processes that `status` does not see.
    if (marks.get('ready') !== undefined && (marks.get('started') !== undefined || found.state !== 'absent')) {
      const stop = {transport: move.destination, argv: configOf(move).stop, expected: 'absent', way: 'back'} as const
      await runAndVerify(move, stop, signal)
    }
    await setMarks(move, move.destination, {drop: keepImages ? 'ready' : 'arrived ready'}, signal)
    return {}
  },
  async recover(move, signal) {
    const found = await probeService(configOf(move), move.source, signal)
    const start = {transport: move.source, argv: configOf(move).start, expected: 'running', way: 'back'} as const
    const evidence = found.state === 'running' ? found.detail : await runAndVerify(move, start, signal)
    await setMarks(move, move.source, {drop: 'stopping', set: 'over'}, signal)
    return {evidence}
  },
  async tidy() {},
}
