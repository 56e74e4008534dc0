import {type ChildProcess, spawn} from 'node:child_process'
import {mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {delimiter, dirname, join} from 'node:path'
import {restoreJournal} from '../journal/journal-file.ts'
import {counterGroup, fillWith, journalOf, type Recording, type Values} from './recording.ts'
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

/** Each state has a service of its own, told apart by its folder. */
const fakeBeacon = `#!/bin/sh
test -e "$(dirname "$0")/$(basename "$2").runs" || exit 3
`

/**
 * Two hosts as interrupted moves left them, without root and without hosts: the records are files of this machine, the process
 * of the tickets is a living one of this machine, and its cgroups are folders that say what the kernel said. All states of a
 * recording are there side by side, each as a run of its own.
 */
export class FakeHosts implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'ops-upgrade-hosts-'))
  readonly env: Record<string, string>
  readonly #process: ChildProcess = spawn('sleep', ['600'], {stdio: 'ignore'})

  constructor(recording: Recording, name: string, snapshots: readonly StateSnapshot[]) {
    mkdirSync(join(this.root, 'bin'))
    writeFileSync(join(this.root, 'bin/ssh'), fakeSsh(this.root), {mode: 0o755})
    for (const host of [recording.source, recording.destination]) {
      mkdirSync(join(this.root, host, 'bin'), {recursive: true})
      writeFileSync(join(this.root, host, 'bin/beacon'), fakeBeacon, {mode: 0o755})
    }
    const cuts = snapshots.map((snapshot) => {
      const fill = this.#filler(recording, snapshot)
      for (const [host, one] of Object.entries(snapshot.hosts))
        this.#make(join(this.root, host), snapshot.cut, one, fill, runOf(recording, snapshot))
      return {dump: journalOf(name), lastSeq: snapshot.lastSeq, fill}
    })
    const [inventory, stateDir] = [join(this.root, 'ops.yaml'), join(this.root, 'state')]
    writeFileSync(inventory, JSON.stringify({hosts: inventoryHosts(recording)}))
    restoreJournal(join(stateDir, 'journal.sqlite'), ...cuts)
    this.env = {
      PATH: `${join(this.root, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
      OPS_INVENTORY: inventory,
      OPS_STATE_DIR: stateDir,
    }
  }

  #filler(recording: Recording, snapshot: StateSnapshot): (text: string) => string {
    const fill = fillWith(snapshot.hosts[recording.source]?.alive === true ? this.#living() : {...this.#living(), pid: noPid})
    const run = runOf(recording, snapshot)
    return (text) => fill(text).replaceAll(recording.run, run).replaceAll('/run/beacon', `/run/beacon-${snapshot.cut}`)
  }

  #living(): Values {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const pid = String(this.#process.pid)
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // proc_pid_stat(5): field 22.
    return {boot, at: '1795883000000', pid, start: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}
  }

  #make(host: string, cut: string, {files, cgroups, serves}: HostSnapshot, fill: (text: string) => string, run: string): void {
    if (serves === true) writeFileSync(join(host, 'bin', `beacon-${cut}.runs`), '')
    const groups = join(host, 'cgroup', cut)
    for (const [name, {events, procs}] of Object.entries(cgroups)) {
      const folder = join(groups, fill(name))
      mkdirSync(folder, {recursive: true})
      writeFileSync(join(folder, 'cgroup.events'), events)
      writeFileSync(join(folder, 'cgroup.procs'), fill(procs))
    }
    for (const [path, text] of Object.entries(files)) {
      const file = join(host, 'records', run, path)
      mkdirSync(dirname(file), {recursive: true})
      writeFileSync(file, fileText(path, fill(text), groups))
      // The recordings leave the images out.
      if (path.endsWith('/make/shipped')) makeImages(join(dirname(dirname(file)), 'images'), Number(text))
    }
  }

  [Symbol.dispose](): void {
    this.#process.kill('SIGKILL')
    rmSync(this.root, {recursive: true, force: true})
  }
}

/** The run under which a state of a recording is kept. */
export const runOf = ({run}: Recording, {cut}: StateSnapshot) => `${run}-${cut}`

function makeImages(folder: string, count: number): void {
  mkdirSync(folder)
  for (let number = 0; number < count; number++) writeFileSync(join(folder, `pages-${number}.img`), '')
}

/** Files that name a cgroup name its folder here instead. */
function fileText(path: string, text: string, groups: string): string {
  if (path.endsWith('/cg')) return text.replace('/sys/fs/cgroup', groups)
  // Joined to wherever cgroup2 is mounted, so the way leads to the root of the file system first.
  if (path.endsWith('.job')) return `${'/..'.repeat(10)}${groups}${text}`
  if (path.endsWith('/made')) return text.replace(/ \d+/, ` ${statSync(join(groups, counterGroup)).ino}`)
  return text
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
