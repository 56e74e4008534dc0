import {join} from 'node:path'
import {readNdjson, writeNdjson} from '../files.ts'
import type {LabHosts} from './lab-hosts.ts'
import {movesFolder, oldFolder, type Recording, type Values} from './recording.ts'
import {leaveOpen} from './recorder.ts'

/** What one host keeps of a move, and what its kernel says of the processes that the records name. */
export interface HostSnapshot {
  /** Text of every file below the record folder of the run, by its path there; images and reserved room are left out. */
  files: Record<string, string>
  /** Groups that the records name: `cgroup.events` and `cgroup.procs`. */
  cgroups: Record<string, {events: string; procs: string}>
  /** The process that the ticket names lives here. */
  alive: boolean
  /** The service runs here. */
  serves?: boolean
}

export interface MoveExpected {
  run: string
  workload: string
  source: string
  destination: string
  state: string
  /** As the old version put it; a later one may say it in other words. */
  sentence: string
  next?: string
  settled: boolean
}

/** A move in one state: both hosts, and what the old version's `ops evacuate status --json` made of them. */
export interface StateSnapshot {
  cut: string
  lastSeq: number
  hosts: Record<string, HostSnapshot>
  status: {moves: MoveExpected[]; settled: number}
}

const filesScript = (run: string) =>
  `cd /var/lib/ops/evacuate/${run} 2>/dev/null || exit 0; find . -type f ! -path '*/images/*' ! -path '*/images.part/*' ! -path '*/spare/*' ! -path '*/${oldFolder}/*' ! -path '*/criu/*' ! -name '*.log' ! -name '*.out' ! -name hook ! -name gate -exec sh -c 'for f; do printf "%s\\0" "$f"; cat "$f"; printf "\\0"; done' sh {} +`

const cgroupsScript = `cd /sys/fs/cgroup; for g in ${oldFolder}/counter jobs/counter ops-evacuate/*; do test -d $g || continue; printf '%s\\0' "/$g"; cat $g/cgroup.events; printf '\\0'; cat $g/cgroup.procs; printf '\\0'; done`

export async function snapshotHost(hosts: LabHosts, host: string, {run, workload}: Recording, values: Values): Promise<HostSnapshot> {
  const open = leaveOpen(values)
  const fields = async (script: string) => (await hosts.run(host, script)).stdout.toString().split('\0').slice(0, -1)
  const files = pairs(await fields(filesScript(run))).map(([path, text]) => [path.slice(2), open(text)])
  const groups = await fields(cgroupsScript)
  const cgroups = groups.flatMap((name, at) =>
    at % 3 === 0 ? [[name, {events: groups[at + 1] ?? '', procs: open(groups[at + 2] ?? '')}] as const] : [],
  )
  const {pid} = values
  const living = pid === undefined ? false : (await hosts.run(host, `test -d /proc/${pid}`)).code === 0
  const serves = workload === 'beacon' ? {serves: (await hosts.run(host, 'beacon status /run/beacon')).code === 0} : {}
  return {files: Object.fromEntries(files), cgroups: Object.fromEntries(cgroups), alive: living, ...serves}
}

function pairs(fields: readonly string[]): [string, string][] {
  return fields.flatMap((field, at): [string, string][] => (at % 2 === 0 ? [[field, fields[at + 1] ?? '']] : []))
}

const statesFile = (name: string) => join(movesFolder, `${name}.states.ndjson.gz`)

export function writeStates(name: string, states: readonly StateSnapshot[]): void {
  writeNdjson(statesFile(name), states)
}

export function readStates(name: string): StateSnapshot[] {
  return readNdjson(statesFile(name))
}
