import {rm} from 'node:fs/promises'
import {vethOf} from '../instance/identity.ts'
import {takeLock} from '../instance/lock.ts'
import {hostPaths} from '../instance/paths.ts'
import {type LabState, labHost} from '../instance/state.ts'
import {labErrors} from '../errors.ts'
import {killCgroup, removeCgroup} from '../machine/cgroup2.ts'
import {tool} from '../machine/run-tool.ts'
import {hostCgroup} from './running.ts'

/** Cuts a host's power: SIGKILL to everything in it, at once and without a word. What its relay does when it opens. */
export async function cutHost(state: LabState, name: string): Promise<void> {
  const {n} = labHost(state, name)
  const paths = hostPaths(state.dir, name)
  await using lock = await takeLock(`${state.identity.cgroup}/${name}`, 15_000)
  if (lock === undefined) throw labErrors.LAB_BUSY({host: name}, state.dir)
  const cgroup = hostCgroup(state, name)
  if (!(await killCgroup(cgroup))) throw labErrors.LAB_LEFTOVERS({host: name}, state.dir, `processes of ${name} in ${cgroup}`)
  await rm(paths.pid, {force: true})
  await removeCgroup(cgroup)
  // The network namespace went with its last process; the kernel may take a moment to take the cable away.
  await tool(['ip', 'link', 'delete', vethOf(state.identity, n)])
}
