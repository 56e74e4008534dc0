import {existsSync, globSync, readFileSync} from 'node:fs'
import {basename, dirname} from 'node:path'
import {counterCopies} from '../../../plugins/lab/src/observe/copies.ts'
import type {Machines} from './machines.ts'

export const ledgerProgram = '/usr/local/bin/ledger'
const records = 'var/lib/ops/evacuate/*/ledger/plan.json'

/**
 * Whether the memory of the work exists anywhere: in a process, or whole in images on a disk. Once a copy was started, what its source
 * still holds is an older state.
 */
export async function memoryExists(machines: Machines): Promise<boolean> {
  const folders = machines.state.hosts.flatMap(({name}) =>
    globSync(machines.disk(name, records)).map((plan) => ({host: name, at: dirname(plan), run: basename(dirname(dirname(plan)))})),
  )
  const has = (at: string, file: string) => existsSync(`${at}/${file}`)
  const open = folders.filter(({at}) => !has(at, 'verified') && !has(at, 'aborted') && !has(at, 'closed'))
  const started = new Set(open.filter(({at}) => has(at, 'started')).map(({run}) => run))
  // A source that has released its copy, or holds what has run elsewhere since.
  const older = new Set(open.filter(({at, run}) => started.has(run) && has(at, 'hold')).map(({host}) => host))
  const copies = await counterCopies(machines.state, ledgerProgram)
  if (copies.some(({host}) => !older.has(host))) return true
  return open.some(({at, run}) => !started.has(run) && (isHeld(at) || has(at, 'make/shipped')))
}

function isHeld(folder: string): boolean {
  if (!existsSync(`${folder}/hold/held`)) return false
  const decision = `${folder}/hold/decision`
  return !existsSync(decision) || readFileSync(decision, 'utf8').trim() !== 'release'
}
