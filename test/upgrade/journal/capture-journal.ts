import {spawn} from 'node:child_process'
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {setTimeout as delay} from 'node:timers/promises'
import {parse, stringify} from 'yaml'
import {fixtures, writeNdjson} from '../files.ts'
import {bin, type OpsRun, runOps} from '../../cli/run-ops.ts'
import {runAndKill} from '../../evacuate/chaos/killed-ops.ts'
import {newLab, type TestLab} from '../../lab/new-lab.ts'
import {LabHosts} from '../moves/lab-hosts.ts'
import {adbPort, endAdb, setUpPhone} from '../phone/capture-phone.ts'
import {dumpSqlite} from './journal-file.ts'

interface Scene {
  lab: TestLab
  hosts: LabHosts
  journal: string
  env: Record<string, string>
  /** Inventory in which the counter alone is declared. */
  counterOnly: Record<string, string>
  /** Runs ops in the journal that is kept, and tells how it ended. */
  ops(args: readonly string[], env?: Record<string, string>): Promise<OpsRun>
}

/** Fills one journal by real commands against a lab: done, failed, refused, unknown and interrupted. */
export async function captureJournal(folder: string): Promise<void> {
  await using lab = await newLab(['--with', 'phone'])
  using hosts = new LabHosts(lab.dir)
  const scene = makeScene(lab, hosts, folder)
  try {
    await moves(scene)
    await power(scene)
    await programs(scene, join(folder, 'programs'))
    await boot(scene, join(folder, 'boot'))
    await setUpPhone(scene.ops, lab.dir)
  } finally {
    endAdb()
  }
  await keepJournal(scene.journal)
}

/** Keeps a journal, and what `ops runs show` says of each run in it. */
export async function keepJournal(journal: string): Promise<void> {
  dumpSqlite(journal, join(fixtures, 'journal.ndjson.gz'))
  const env = {OPS_STATE_DIR: dirname(journal)}
  const {runs} = await answer<{runs: {id: string}[]}>(['runs', 'list', '--limit', '1000', '--json'], env)
  const stories: unknown[] = []
  for (const {id} of runs) stories.push(await answer(['runs', 'show', id, '--json'], env))
  writeNdjson(join(fixtures, 'journal.stories.ndjson.gz'), stories)
}

async function answer<T>(args: readonly string[], env: Record<string, string>): Promise<T> {
  return (JSON.parse((await runOps(args, {env})).stdout) as {result: T}).result
}

function makeScene(lab: TestLab, hosts: LabHosts, folder: string): Scene {
  const stateDir = join(folder, 'journal-state')
  const inventory = parse(readFileSync(join(lab.dir, 'ops.yaml'), 'utf8')) as {hosts: Record<string, {workloads: {name: string}[]}>}
  for (const host of Object.values(inventory.hosts)) host.workloads = host.workloads.filter(({name}) => name === 'counter')
  const file = join(lab.dir, 'counter-only.yaml')
  writeFileSync(file, stringify(inventory))
  // adb keeps its key below HOME.
  const env = {OPS_STATE_DIR: stateDir, HOME: lab.dir, ANDROID_ADB_SERVER_PORT: adbPort}
  return {
    lab,
    hosts,
    journal: join(stateDir, 'journal.sqlite'),
    env,
    counterOnly: {OPS_INVENTORY: file},
    async ops(args, more = {}) {
      const run = await lab.ops(args, {env: {...env, ...more}, timeoutMs: 180_000})
      console.log(`ops ${args.join(' ')}: ${run.code} ${`${run.stdout}${run.stderr}`.trim().split('\n').at(-1)}`)
      return run
    },
  }
}

/** Puts a program in front of one of a host's own while something is done. */
async function withProgram({hosts}: Scene, host: string, program: string, text: string, does: () => Promise<unknown>): Promise<void> {
  const file = `/usr/local/sbin/${program}`
  await hosts.must(host, `cat >${file} <<'E'\n#!/bin/sh\n${text}\nE\nchmod 755 ${file}`)
  await does()
  await hosts.must(host, `rm ${file}`)
}

async function moves(scene: Scene): Promise<void> {
  const {lab, env, counterOnly, hosts} = scene
  const there = () => scene.ops(['evacuate', 'node1', '--to', 'node2'], counterOnly)
  const back = () => scene.ops(['evacuate', 'node2', '--to', 'node1'], counterOnly)
  await there()
  await back()
  await withProgram(scene, 'node1', 'criu', '[ "$1" = dump ] && exit 1\nexec /usr/sbin/criu "$@"', there)
  await withProgram(scene, 'node2', 'criu', '[ "$1" = restore ] && exit 1\nexec /usr/sbin/criu "$@"', there)
  const perl = 'case "$*" in *" count="*) echo "perl: the disk answers no more" >&2; exit 5 ;; esac\nexec /usr/bin/perl "$@"'
  await withProgram(scene, 'node2', 'perl', perl, there)
  const tar =
    '/usr/bin/tar "$@" || exit\nfor f in /var/lib/ops/evacuate/*/counter/images.part/pages-1.img; do [ -f "$f" ] && echo x >>"$f"; done; exit 0'
  await withProgram(scene, 'node2', 'tar', `case "$*" in *-x*) ;; *) exec /usr/bin/tar "$@" ;; esac\n${tar}`, there)
  await hosts.must('node2', 'mv /usr/sbin/criu /usr/sbin/criu.away')
  await there()
  await hosts.must('node2', 'mv /usr/sbin/criu.away /usr/sbin/criu')
  const all = {...lab.env, ...env, ...counterOnly}
  const last = () => lastIntent(scene.journal)
  await kill(['evacuate', 'node1', '--to', 'node2'], all, () => last() === 'evacuate.ship')
  await scene.ops(['evacuate', 'abort', await lastRun(scene)], counterOnly)
  await kill(['evacuate', 'node1', '--to', 'node2'], all, () => last() === 'evacuate.prepare')
  // Ended by an ops with another journal: in this one the run stays interrupted.
  const run = await lastRun(scene)
  await lab.ops(['evacuate', 'abort', run], {env: {...counterOnly, OPS_STATE_DIR: `${scene.env['OPS_STATE_DIR']}-other`}})
}

const kill = async (args: readonly string[], env: Record<string, string>, once: () => boolean) => {
  const {code} = await runAndKill(args, env, {once, afterMs: 0})
  console.log(`ops ${args.join(' ')}: ${code}`)
  await delay(1000)
}

async function lastRun(scene: Scene): Promise<string> {
  const {runs} = await answer<{runs: {id: string}[]}>(['runs', 'list', '--json'], scene.env)
  return runs[0]?.id ?? ''
}

/** The act that was begun last, when nothing was written after it. */
function lastIntent(journal: string): string {
  try {
    using db = new DatabaseSync(journal, {readOnly: true})
    const row = db.prepare('SELECT kind, act FROM entry ORDER BY seq DESC LIMIT 1').get()
    return row?.['kind'] === 'intent' ? String(row['act']) : ''
  } catch {
    return ''
  }
}

async function power(scene: Scene): Promise<void> {
  const {lab, env, hosts} = scene
  const fault = (host: string, ...faults: object[]) => writeFileSync(join(lab.dir, 'plugs', `${host}.faults`), JSON.stringify(faults))
  const atSwitch = (kind: string) => ({kind, at: 'switch', times: 3})
  await hosts.must('node1', 'setsid sleep 1007 >/dev/null 2>&1 </dev/null &')
  await scene.ops(['power', 'off', 'node1'])
  await scene.ops(['power', 'off', 'node1', '--force', 'the sleeper may go', '--yes'])
  await scene.ops(['power', 'off', 'node1'])
  for (const kind of ['ack-only', 'drop-before-act', 'err-code', 'garbage']) {
    fault('node1', atSwitch(kind))
    await scene.ops(['power', 'on', 'node1'])
    fault('node1')
  }
  await scene.ops(['power', 'on', 'node1'])
  await untilAnswers(scene, 'node1')
  fault('node1', atSwitch('welded'))
  await scene.ops(['power', 'off', 'node1', '--hard', '--yes'])
  fault('node1')
  await scene.ops(['power', 'off', 'node1', '--hard', '--yes'])
  await scene.ops(['power', 'on', 'node1'])
  await untilAnswers(scene, 'node1')
  await kill(['power', 'off', 'node1'], {...lab.env, ...env}, () => lastIntent(scene.journal) === 'host.shutdown')
}

async function untilAnswers({lab, hosts}: Scene, host: string): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += 300) {
    if ((await hosts.run(host, 'true')).code === 0) return
    await delay(300)
  }
  throw new Error(`${host} of ${lab.dir} does not answer`)
}

/** Outlets behind programs, and plugs that are not there. */
async function programs(scene: Scene, folder: string): Promise<void> {
  mkdirSync(folder, {recursive: true})
  const relay = join(folder, 'relay')
  writeFileSync(
    relay,
    `#!/bin/sh\ncase $1 in on|off) echo $1 >${folder}/$2.state ;; status) [ "$(cat ${folder}/$2.state 2>/dev/null)" = on ] || exit 2 ;; esac\n`,
    {mode: 0o755},
  )
  const outlet = (name: string, more: object = {}) => ({
    power: {driver: 'exec', on: [relay, 'on', name], off: [relay, 'off', name], status: [relay, 'status', name], ...more},
  })
  const hosts = {
    good: outlet('good'),
    failing: outlet('failing', {on: ['sh', '-c', 'echo "pdu: no such outlet" >&2; exit 5']}),
    blind: outlet('blind', {status: ['sh', '-c', 'exit 9']}),
    missing: outlet('missing', {on: [join(folder, 'no-such-program')]}),
    silent: {power: {driver: 'kasa', address: '127.88.250.1'}},
  }
  const file = join(folder, 'ops.yaml')
  writeFileSync(file, stringify({hosts}))
  for (const name of [...Object.keys(hosts), 'good,failing']) await scene.ops(['power', 'on', name], {OPS_INVENTORY: file})
}

async function boot(scene: Scene, folder: string): Promise<void> {
  mkdirSync(join(folder, 'root'), {recursive: true})
  writeFileSync(join(folder, 'root/vmlinuz'), 'a kernel')
  const relay = (verb: string) => ['sh', '-c', `echo ${verb} >${folder}/state`]
  const status = ['sh', '-c', `[ "$(cat ${folder}/state 2>/dev/null)" = on ] || exit 2`]
  const board = (n: number) => ({
    arch: 'x86_64',
    power: {driver: 'exec', outlet: `board${n}`, on: relay('on'), off: relay('off'), status},
    boot: {mac: `02:00:00:00:00:0${n}`, profile: 'pc', ip: `10.0.0.${n}/24`},
  })
  const file = join(folder, 'ops.yaml')
  const profiles = {pc: {firmware: 'ipxe', kernel: 'vmlinuz'}}
  writeFileSync(file, stringify({hosts: {board: board(1)}, boot: {root: join(folder, 'root'), profiles}}))
  const control = join(folder, 'serve.sock')
  const start = ['boot', 'start', 'board', '--for', '2s', '--control', control]
  const here = {OPS_INVENTORY: file}
  await scene.ops(start, here)
  const serve = ['boot', 'serve', '--listen', '127.88.250.2', '--tftp-port', '0', '--http-port', '0', '--control', control]
  const child = spawn(process.execPath, [bin, ...serve], {stdio: 'ignore', env: {...process.env, ...scene.lab.env, ...scene.env, ...here}})
  await delay(4000)
  await scene.ops(start, here)
  await scene.ops(start, here)
  child.kill('SIGTERM')
}
