import {spawn} from 'node:child_process'
import {existsSync, globSync, mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {bin} from '../../cli/run-ops.ts'
import {dumpSqlite} from '../journal/journal-file.ts'
import {cutsOf} from './cuts.ts'
import {MoveLab} from './move-lab.ts'
import {gatherCommands, leaveOpen, startRecorder} from './recorder.ts'
import {journalOf, movesFolder, type Recording, type Scripts, writeRecording, writeScripts} from './recording.ts'
import {forget, valuesOf} from './replay.ts'
import {snapshotHost, type StateSnapshot, writeStates} from './snapshot.ts'

type Name = 'counter' | 'abort' | 'beacon'

/** Records a whole move, a move that is taken back, and a move of a service, and then looks at each state of them. */
export async function captureMoves(folder: string): Promise<void> {
  await using made = await MoveLab.up()
  mkdirSync(movesFolder, {recursive: true})
  let scripts: Scripts = {kit: '', scripts: []}
  const recordings: [Name, Recording][] = []
  for (const name of ['counter', 'abort', 'beacon'] as const) {
    const taken = await record(made, name, join(folder, name), scripts)
    scripts = taken.scripts
    writeRecording(name, taken.recording)
    recordings.push([name, taken.recording])
  }
  writeScripts(scripts)
  for (const [name, recording] of recordings) writeStates(name, await lookAtEach(made, name, recording, scripts, join(folder, name)))
}

async function record(made: MoveLab, name: Name, folder: string, scripts: Scripts): Promise<{recording: Recording; scripts: Scripts}> {
  const workload = name === 'beacon' ? 'beacon' : 'counter'
  const [source, destination] = workload === 'beacon' ? ['node2', 'node1'] : ['node1', 'node2']
  const values = await valuesOf(made.hosts, {source, workload})
  const stateDir = join(folder, 'state')
  const recorder = startRecorder(join(folder, 'ssh'))
  const env = {...made.envOf(workload, stateDir), ...recorder.env}
  const evacuate = ['evacuate', source, '--to', destination]
  if (name === 'abort') await killWhenPrepared(evacuate, {...made.lab.env, ...env}, made.lab.dir)
  else await must(made, evacuate, env)
  const listed = await must(made, ['runs', 'list', '--json'], env)
  const run = (JSON.parse(listed) as {result: {runs: {id: string}[]}}).result.runs[0]?.id ?? ''
  if (name === 'abort') await must(made, ['evacuate', 'abort', run], env)
  const journal = join(stateDir, 'journal.sqlite')
  const gathered = gatherCommands({recorder, addresses: made.hosts.addresses, values, journal, scripts})
  dumpSqlite(journal, journalOf(name), leaveOpen(gathered.values))
  const recording = {run, workload, source, destination, commands: gathered.commands, cuts: cutsOf(name, gathered.commands)}
  await made.home(recording, stateDir)
  await forget(made.hosts, recording)
  return {recording, scripts: gathered.scripts}
}

async function must(made: MoveLab, args: readonly string[], env: Record<string, string>): Promise<string> {
  const {code, stdout, stderr} = await made.lab.ops(args, {env})
  if (code !== 0) throw new Error(`ops ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`)
  return stdout
}

async function killWhenPrepared(args: readonly string[], env: Record<string, string>, dir: string): Promise<void> {
  const glob = join(dir, 'hosts/node2/disk/upper/var/lib/ops/evacuate/*/counter/make/prepared')
  const before = new Set(globSync(glob))
  const child = spawn(process.execPath, [bin, ...args], {cwd: '/', env: {HOME: '/nonexistent', ...env}, stdio: 'ignore', detached: true})
  while (!globSync(glob).some((file) => !before.has(file))) {
    if (child.exitCode !== null) throw new Error('ops ended before the copy was prepared')
    await delay(1)
  }
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  await delay(300)
}

async function lookAtEach(made: MoveLab, name: Name, recording: Recording, scripts: Scripts, folder: string): Promise<StateSnapshot[]> {
  const states: StateSnapshot[] = []
  for (const cut of recording.cuts) {
    const stateDir = join(folder, `at-${cut.name}`)
    if (existsSync(stateDir)) throw new Error(`${stateDir} exists`)
    const values = await made.leaveAt(scripts, name, recording, cut, stateDir)
    const seen = await made.status(recording.workload, stateDir)
    const open = leaveOpen(values)
    const status = JSON.parse(open(JSON.stringify(seen))) as typeof seen
    const hosts: StateSnapshot['hosts'] = {}
    for (const host of [recording.source, recording.destination]) hosts[host] = await snapshotHost(made.hosts, host, recording, values)
    states.push({cut: cut.name, lastSeq: cut.lastSeq, hosts, status})
    const [move] = seen.moves
    console.log(`${name} ${cut.name}: ${move === undefined ? `settled (${seen.settled})` : `${move.state}, ${move.next}`}`)
    await made.undoSlow(cut)
    if (move !== undefined)
      await must(made, ['evacuate', move.next?.split(' ')[2] ?? 'abort', recording.run], made.envOf(recording.workload, stateDir))
    await made.home(recording, join(folder, 'state'))
    await forget(made.hosts, recording)
  }
  return states
}
