import {copyFile, mkdir, readFile, writeFile} from 'node:fs/promises'
import {readFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {parse, stringify} from 'yaml'
import {hostPaths} from '../../../plugins/lab/src/instance/paths.ts'
import {counterCopies} from '../../../plugins/lab/src/observe/copies.ts'
import {ledgerProgram} from './images.ts'
import type {Machines} from './machines.ts'
import {ledgerLog} from './verdict/verdict.ts'

export const ledgerPort = 7070
const pidfile = '/run/ledger.pid'
const start = `${ledgerProgram} ${ledgerPort} /${ledgerLog} ${pidfile} /sys/fs/cgroup/jobs/ledger`

interface Inventory {
  hosts: Record<string, {ssh: {options: Record<string, string>}; workloads?: unknown}>
}

/** Puts the ledger in the place of the lab's own work: declared on node1, and on the disks of both hosts. */
export async function installLedger(machines: Machines): Promise<void> {
  const {dir, hosts} = machines.state
  const file = join(dir, 'ops.yaml')
  const inventory = parse(await readFile(file, 'utf8')) as Inventory
  // A host that does not answer is given up soon: many runs wait for one.
  for (const {ssh} of Object.values(inventory.hosts))
    Object.assign(ssh.options, {ConnectTimeout: '2', ServerAliveInterval: '1', ServerAliveCountMax: '3'})
  for (const host of Object.values(inventory.hosts)) delete host.workloads
  const {node1} = inventory.hosts
  if (node1 === undefined) throw new Error(`${file} has no node1`)
  node1.workloads = [
    {name: 'ledger', kind: 'process', pidfile, files: [`/${dirname(ledgerLog)}`], criu: ['--tcp-close', '--skip-in-flight']},
  ]
  await writeFile(file, stringify(inventory))
  const script = new URL('./scripts/ledger.pl', import.meta.url)
  const install = async (name: string) => {
    const at = join(hostPaths(dir, name).seed, ledgerProgram)
    await mkdir(dirname(at), {recursive: true})
    await copyFile(script, at)
    // The seed reaches the disk at the start of a host, which also ends the lab's own work.
    await machines.cut(name, 'power')
    await machines.restore(name)
  }
  await Promise.all(hosts.map(({name}) => install(name)))
}

/** Makes both hosts answer and the work run, as an operator would after a run that ended it. Returns where it runs, and its last write. */
export async function makeReady(machines: Machines): Promise<{home: string; last: number}> {
  for (const host of [...machines.away.keys()]) await machines.restore(host)
  await machines.trustKeys()
  const copies = await counterCopies(machines.state, ledgerProgram)
  // A move that was given up leaves a frozen copy where it was: nothing but a restart ends that.
  for (const {host} of copies.filter(({running}) => !running)) {
    await machines.cut(host, 'power')
    await machines.restore(host)
  }
  const copy = copies.find(({running}) => running)
  const names = machines.state.hosts.map(({name}) => name)
  const home = copy?.host ?? names[0] ?? ''
  const logs = names.map((host) => ({host, text: readLog(machines, host)}))
  const newest = logs.reduce((best, one) => (lastCount(one.text) > lastCount(best.text) ? one : best))
  if (copy === undefined) {
    const line = newest.text.trimEnd().split('\n').at(-1) ?? ''
    await machines.on(home, `mkdir -p /${dirname(ledgerLog)} && echo '${line}' >/${ledgerLog} && chmod 0755 ${ledgerProgram} && ${start}`)
  }
  // What an older run left on the other host would look like writes of this one.
  for (const {host, text} of logs) if (host !== home && text !== '') await machines.on(host, `rm /${ledgerLog}`)
  return {home, last: lastCount((copy === undefined ? newest : logs.find(({host}) => host === home))?.text ?? '')}
}

function readLog(machines: Machines, host: string): string {
  try {
    return readFileSync(machines.disk(host, ledgerLog), 'utf8')
  } catch {
    return ''
  }
}

const lastCount = (text: string) => Number(/^(\d+) /.exec(text.trimEnd().split('\n').at(-1) ?? '')?.[1] ?? 0)
