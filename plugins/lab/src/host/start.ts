import {open, readFile, rm, writeFile} from 'node:fs/promises'
import {setTimeout as delay} from 'node:timers/promises'
import {makeFolder} from '@ops/core/files'
import {takeLock} from '@ops/core/process'
import {lastLine} from '@ops/core/text'
import {labErrors} from '../errors/lab-errors.ts'
import {hostPaths} from '../instance/paths.ts'
import {type LabState, labHost} from '../instance/state.ts'
import {makeCgroup} from '../machine/cgroup2.ts'
import {connectHost} from '../network/links.ts'
import {type Launched, launchFull, launchPlain} from './launch.ts'
import {hostCgroup, hostInit} from './running.ts'

const startMs = 15_000

/** Starts a host unless it runs, as its relay does when it closes; returns when its init runs as PID 1. */
export async function startHost(state: LabState, name: string): Promise<void> {
  const host = labHost(state, name)
  const paths = hostPaths(state.dir, name)
  await using lock = await takeLock(`${state.identity.cgroup}/${name}`, startMs)
  if (lock === undefined) throw labErrors.LAB_BUSY({host: name}, state.dir)
  if ((await hostInit(state, name)) !== undefined) return
  await rm(paths.pid, {force: true})
  if (state.mode === 'full') await makeCgroup(hostCgroup(state, name))
  await using log = await open(paths.console, 'a')
  const launched = state.mode === 'full' ? await launchFull(state, host, log.fd) : launchPlain(state, host, log.fd)
  const pid = await within(launched, () => hostInit(state, name))
  if (pid === undefined) throw labErrors.LAB_HOST_NOT_STARTED({host: name}, name, await lastConsoleLine(paths.console))
  if (state.mode === 'full') await connectHost(state, host, pid)
  launched.go()
  const isUp = await within(launched, () => hasTakenOver(pid))
  if (isUp === undefined) throw labErrors.LAB_HOST_NOT_STARTED({host: name}, name, await lastConsoleLine(paths.console))
  await writeFile(paths.pid, `${pid}\n`)
}

/** The first defined result of `find`; undefined when the host ended, or did not get that far in time. */
async function within<T>(launched: Launched, find: () => Promise<T | undefined>): Promise<T | undefined> {
  for (let waited = 0; waited < startMs && !launched.hasEnded(); waited += 10) {
    const found = await find()
    if (found !== undefined) return found
    await delay(10)
  }
  return undefined
}

/** True once PID 1 is the host's own init instead of the script that built its root. */
async function hasTakenOver(pid: number): Promise<true | undefined> {
  const cmdline = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return /\/ops-lab\/init\0/.test(cmdline) ? true : undefined
}

async function lastConsoleLine(console: string): Promise<string> {
  const text = await readFile(console, 'utf8').catch(() => '')
  return lastLine(text)
}

/** Makes the folder of a host, before its first start. */
export async function makeHostFolder(dir: string, name: string): Promise<void> {
  await makeFolder(hostPaths(dir, name).seed, {mode: 0o700})
}
