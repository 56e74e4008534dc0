import {type ChildProcess, spawn} from 'node:child_process'
import {mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {delimiter, dirname, join} from 'node:path'
import {restoreJournal} from '../journal/journal-file.ts'
import {fillWith, journalOf, type Recording, type Values} from './recording.ts'
import type {HostSnapshot, StateSnapshot} from './snapshot.ts'

/** Process id that no Linux gives away (PID_MAX_LIMIT is 4,194,304). */
const noPid = '4194999'

/** Answers as ssh would: the command runs here, with the host's own records and programs. */
const fakeSsh = (root: string) => `#!/bin/sh
for word; do
  if [ "$word" = -O ]; then exit 0; fi
  host=$command command=$word
done
here=${root}/$host
PATH=$here/bin:$PATH exec sh -c "$(printf %s "$command" | sed "s#/var/lib/ops/evacuate#$here/records#g")"
`

/**
 * Two hosts as an interrupted move left them, without root and without hosts: the records are files of this machine, the process
 * of the ticket is a living one of this machine, and its cgroups are folders that say what the kernel said.
 */
export class FakeHosts implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'ops-upgrade-hosts-'))
  readonly env: Record<string, string>
  readonly #process: ChildProcess | undefined

  constructor(recording: Recording, name: string, snapshot: StateSnapshot) {
    const source = snapshot.hosts[recording.source]
    this.#process = source?.alive ? spawn('sleep', ['600'], {stdio: 'ignore'}) : undefined
    const values = this.#values()
    mkdirSync(join(this.root, 'bin'))
    writeFileSync(join(this.root, 'bin/ssh'), fakeSsh(this.root), {mode: 0o755})
    for (const [host, one] of Object.entries(snapshot.hosts)) this.#make(host, one, recording, values)
    const inventory = join(this.root, 'ops.yaml')
    writeFileSync(inventory, JSON.stringify({hosts: inventoryHosts(recording)}))
    const stateDir = join(this.root, 'state')
    restoreJournal(journalOf(name), join(stateDir, 'journal.sqlite'), {lastSeq: snapshot.lastSeq, fill: fillWith(values)})
    this.env = {
      PATH: `${join(this.root, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
      OPS_INVENTORY: inventory,
      OPS_STATE_DIR: stateDir,
    }
  }

  #values(): Values {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const pid = this.#process?.pid
    const stat = pid === undefined ? '' : readFileSync(`/proc/${pid}/stat`, 'utf8')
    // proc_pid_stat(5): field 22.
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '1'
    return {boot, at: '1795883000000', pid: pid === undefined ? noPid : String(pid), start}
  }

  #make(host: string, {files, cgroups, serves}: HostSnapshot, {run}: Recording, values: Values): void {
    const fill = fillWith(values)
    const [records, groups] = [join(this.root, host, 'records'), join(this.root, host, 'cgroup')]
    mkdirSync(records, {recursive: true})
    mkdirSync(join(this.root, host, 'bin'))
    if (serves !== undefined) writeFileSync(join(this.root, host, 'bin/beacon'), `#!/bin/sh\nexit ${serves ? 0 : 3}\n`, {mode: 0o755})
    for (const [name, {events, procs}] of Object.entries(cgroups)) {
      mkdirSync(join(groups, name), {recursive: true})
      writeFileSync(join(groups, name, 'cgroup.events'), events)
      writeFileSync(join(groups, name, 'cgroup.procs'), fill(procs))
    }
    for (const [path, text] of Object.entries(files)) {
      const file = join(records, run, path)
      mkdirSync(dirname(file), {recursive: true})
      writeFileSync(file, this.#fileText(path, fill(text), groups))
    }
  }

  /** Files that name a cgroup name its folder here instead. */
  #fileText(path: string, text: string, groups: string): string {
    if (path.endsWith('/cg')) return text.replace('/sys/fs/cgroup', groups)
    // Joined to wherever cgroup2 is mounted, so the way leads to the root of the file system first.
    if (path.endsWith('.job')) return `${'/..'.repeat(10)}${groups}${text}`
    if (path.endsWith('/made')) return text.replace(/ \d+/, ` ${statSync(join(groups, '/work/counter')).ino}`)
    return text
  }

  [Symbol.dispose](): void {
    this.#process?.kill('SIGKILL')
    rmSync(this.root, {recursive: true, force: true})
  }
}

/** The hosts of the lab that the recordings were made in, with the workload of the recording. */
function inventoryHosts({workload, source, destination}: Recording): Record<string, unknown> {
  const command = (verb: string) => ['beacon', verb, '/run/beacon']
  const work =
    workload === 'beacon'
      ? {name: 'beacon', kind: 'service', start: command('start'), stop: command('stop'), status: command('status')}
      : {name: 'counter', kind: 'process', pidfile: '/run/counter.pid', files: ['/var/lib/demo']}
  return {
    [source]: {address: source, evacuate: {to: destination}, workloads: [work]},
    [destination]: {address: destination, evacuate: {to: source}},
  }
}
