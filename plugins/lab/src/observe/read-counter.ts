import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {hostPaths} from '../instance/paths.ts'
import {needState} from '../instance/state.ts'
import {type CounterCopy, counterCopies} from './copies.ts'
import {type CounterHistory, parseTicks, evaluateCounter} from './counter-log.ts'

export interface CounterReading extends CounterHistory {
  copies: CounterCopy[]
}

const log = 'var/lib/demo/counter.log'

/** The demo counter as an outside observer sees it: from the hosts' disks and cgroups, asking no host. */
export async function readCounter(dir: string): Promise<CounterReading> {
  const state = await needState(dir)
  const [copies, logs] = await Promise.all([
    counterCopies(state),
    Promise.all(state.hosts.map(({name}) => readFile(join(hostPaths(dir, name).upper, log), 'utf8').catch(() => ''))),
  ])
  return {...evaluateCounter(logs.map(parseTicks)), copies}
}
