import type {Move, WorkloadMover} from '@ops/core/seams'
import type {Transport} from '@ops/core/transport'
import {errors} from '../errors.ts'
import {runScript} from '../target/run-script.ts'
import {sendFiles} from '../target/send-files.ts'
import {probeService} from './probe.ts'
import type {ServiceConfig} from './schema.ts'
import {destinationState, sourceState} from './state.ts'
import {surveyService} from './survey.ts'

/** Marks below RECORD/service: `stopping` (we asked it to stop), `arrived`, `ready`, `over` (released or taken back). */
const probeMarks = String.raw`my $s = "$a{dir}/service"; for (qw(stopping arrived ready over)) { out($_) if -e "$s/$_" }`
const setMark = String.raw`
acting(); my $s = "$a{dir}/service"; -d $s or mkdir $s, 0700 or refuse('write', "$s: $!");
put("$s/$a{set}", $a{epoch}) if $a{set};
for (split / /, $a{drop} // '') { unlink "$s/$_" } sync_dir($s);
`

/**
 * Args: words (argv, \x1f), way. Under the record's lock, so that a command which an ops left on its way ends first;
 * `forward` is refused once the move is taken back. What the command says goes to a file: a daemon may keep it open.
 */
const runCommand = String.raw`
my $d = $a{way} eq 'forward' ? going() : acting();
my @argv = split /\x1f/, $a{words};
my $pid = fork() // refuse('fork', $!);
if (!$pid) {
  open STDIN, '<', '/dev/null'; open STDOUT, '>', "$d/command.log"; open STDERR, '>&', \*STDOUT;
  exec { $argv[0] } @argv; print STDERR "$argv[0]: $!\n"; POSIX::_exit(127);
}
waitpid $pid, 0;
out('code', $? & 127 ? 128 + ($? & 127) : $? >> 8);
out('said', (split /\n/, slurp("$d/command.log") // '')[-1] // '');
`

const configOf = ({workload}: Pick<Move, 'workload'>) => workload.config as unknown as ServiceConfig

async function setMarks(move: Move, transport: Transport, marks: {set?: string; drop?: string}, signal: AbortSignal): Promise<void> {
  await runScript(transport, setMark, {dir: move.record, epoch: move.epoch, ...marks}, {signal})
}

/** Milliseconds in which `status` must agree after a command that failed. */
const afterFailureMs = 5000

interface Wish {
  transport: Transport
  argv: readonly string[]
  want: 'running' | 'absent'
  /** `back`: it takes the move back, and may be run while that is under way. */
  way: 'forward' | 'back'
}

/** Runs a command and waits until `status` agrees. */
async function until(move: Move, {transport, argv, want, way}: Wish, signal: AbortSignal): Promise<string> {
  const config = configOf(move)
  const wholeMs = config.timeout * 1000
  const began = move.clock.monotonic()
  const args = {dir: move.record, epoch: move.epoch, words: argv.join('\x1f'), way}
  const ran = await runScript(transport, runCommand, args, {signal, timeoutMs: wholeMs})
  const code = ran.number('code')
  const deadline = code === 0 ? began + wholeMs : Math.min(began + wholeMs, move.clock.monotonic() + afterFailureMs)
  for (;;) {
    const seen = await probeService(config, transport, signal)
    if (seen.state === want) return seen.detail
    if (move.clock.monotonic() > deadline) {
      const {host} = transport
      const said = ran.get('said') ?? ''
      const cause = `${argv.join(' ')} ended with exit ${code}${said === '' ? '' : ` (${said})`}, and ${seen.detail}.`
      throw errors.STEP_FAILED({host}, host, `${move.workload.name} is not ${want === 'running' ? 'started' : 'stopped'}`, cause)
    }
    await move.clock.sleep(100, signal)
  }
}

export const serviceMover: WorkloadMover = {
  survey: surveyService,
  async source(move, signal) {
    const marks = await runScript(move.source, probeMarks, {dir: move.record}, {signal})
    return sourceState(marks, await probeService(configOf(move), move.source, signal))
  },
  async destination(move, signal) {
    const marks = await runScript(move.destination, probeMarks, {dir: move.record}, {signal})
    return destinationState(marks, await probeService(configOf(move), move.destination, signal))
  },
  async hold(move, signal) {
    await setMarks(move, move.source, {set: 'stopping', drop: 'over'}, signal)
    const frozenAt = Number((await move.source.exec(['date', '+%s.%N'], {signal})).stdout)
    return {
      frozenAt,
      evidence: await until(move, {transport: move.source, argv: configOf(move).stop, want: 'absent', way: 'forward'}, signal),
    }
  },
  async ship(move, signal) {
    const {files} = configOf(move)
    const sent = files.length === 0 ? {bytes: 0, files: 0} : await sendFiles(move, files, signal)
    await setMarks(move, move.destination, {set: 'arrived'}, signal)
    return sent
  },
  async prepare(move, signal) {
    const seen = await probeService(configOf(move), move.destination, signal)
    if (seen.state !== 'absent')
      throw errors.STEP_FAILED(
        {host: move.destination.host},
        move.destination.host,
        `${move.workload.name} must not run there yet`,
        `${seen.detail}.`,
      )
    await setMarks(move, move.destination, {set: 'ready'}, signal)
    return {}
  },
  async start(move, signal) {
    const evidence = await until(move, {transport: move.destination, argv: configOf(move).start, want: 'running', way: 'forward'}, signal)
    const thawedAt = Number((await move.destination.exec(['date', '+%s.%N'], {signal})).stdout)
    return {thawedAt, evidence}
  },
  async release(move, signal) {
    const seen = await probeService(configOf(move), move.source, signal)
    if (seen.state !== 'absent')
      throw errors.STEP_FAILED(
        {host: move.source.host},
        move.source.host,
        `${move.workload.name} does not stay stopped there`,
        `${seen.detail}.`,
      )
    await setMarks(move, move.source, {set: 'over'}, signal)
    return {evidence: seen.detail}
  },
  async destroy(move, signal) {
    const marks = await runScript(move.destination, probeMarks, {dir: move.record}, {signal})
    const seen = await probeService(configOf(move), move.destination, signal)
    if (marks.get('ready') !== undefined && seen.state !== 'absent')
      await until(move, {transport: move.destination, argv: configOf(move).stop, want: 'absent', way: 'back'}, signal)
    await setMarks(move, move.destination, {drop: 'arrived ready'}, signal)
    return {}
  },
  async recover(move, signal) {
    const seen = await probeService(configOf(move), move.source, signal)
    const evidence =
      seen.state === 'running'
        ? seen.detail
        : await until(move, {transport: move.source, argv: configOf(move).start, want: 'running', way: 'back'}, signal)
    await setMarks(move, move.source, {drop: 'stopping', set: 'over'}, signal)
    return {evidence}
  },
  async tidy() {},
}
