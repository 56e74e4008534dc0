import {rm} from 'node:fs/promises'
import {setTimeout as delay} from 'node:timers/promises'
import {takeLock} from '@ops/core/process'
import {labErrors} from '../errors/lab-errors.ts'
import {vethOf} from '../instance/identity.ts'
import {hostPaths} from '../instance/paths.ts'
import {type LabState, labHost} from '../instance/state.ts'
import {killCgroup, removeCgroup} from '../machine/cgroup2.ts'
import {signalProcess} from '../machine/processes.ts'
import {tool} from '../machine/run-tool.ts'
import {hostCgroup, hostPids} from './running.ts'

/** Cuts a host's power, as its relay does when it opens: SIGKILL to everything in it. */
export async function cutHost(state: LabState, name: string): Promise<void> {
  const {n} = labHost(state, name)
  await using lock = await takeLock(`${state.identity.cgroup}/${name}`, 15_000)
  if (lock === undefined) throw labErrors.LAB_BUSY({host: name}, state.dir)
  const isDead = state.mode === 'full' ? await killCgroup(hostCgroup(state, name)) : await killMarked(state, name)
  if (!isDead) throw labErrors.LAB_LEFTOVERS({host: name}, state.dir, `processes of ${name}`)
  await rm(hostPaths(state.dir, name).pid, {force: true})
  if (state.mode !== 'full') return
  await removeCgroup(hostCgroup(state, name))
  // The network namespace ended with its last process; the kernel may take a moment to remove the link.
  await tool(['ip', 'link', 'delete', vethOf(state.identity, n)])
}

/** The end of a PID namespace's first process is the end of all of them. */
async function killMarked(state: LabState, name: string): Promise<boolean> {
  for (let waited = 0; waited < 5000; waited += 10) {
    const pids = await hostPids(state, name)
    if (pids.length === 0) return true
    for (const pid of pids) signalProcess(pid, 'SIGKILL')
    await delay(10)
  }
  return false
}
