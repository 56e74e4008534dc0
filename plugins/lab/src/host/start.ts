import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdir, open, readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {Writable} from 'node:stream'
import {setTimeout as delay} from 'node:timers/promises'
import {labErrors} from '../errors.ts'
import {hostAddress, macOf, vethOf} from '../instance/identity.ts'
import {takeLock} from '../instance/lock.ts'
import {hostPaths} from '../instance/paths.ts'
import {type LabHost, type LabState, labHost} from '../instance/state.ts'
import {makeCgroup} from '../machine/cgroup2.ts'
import {guestFile} from '../machine/guest-files.ts'
import {labMark} from '../machine/processes.ts'
import {must} from '../machine/run-tool.ts'
import {hostCgroup, hostInit} from './running.ts'

const startMs = 15_000

/** Starts a host unless it runs; returns when its PID 1 has taken over. What its relay does when it closes. */
export async function startHost(state: LabState, name: string): Promise<void> {
  const host = labHost(state, name)
  const paths = hostPaths(state.dir, name)
  await using lock = await takeLock(`${state.identity.cgroup}/${name}`, startMs)
  if (lock === undefined) throw labErrors.LAB_BUSY({host: name}, state.dir)
  if ((await hostInit(state, name)) !== undefined) return
  await makeCgroup(hostCgroup(state, name))
  await rm(paths.pid, {force: true})
  const log = await open(paths.console, 'a')
  try {
    await boot(state, host, log.fd)
  } finally {
    await log.close()
  }
}

async function boot(state: LabState, host: LabHost, log: number): Promise<void> {
  const paths = hostPaths(state.dir, host.name)
  const argv = [guestFile('enter.sh'), host.name, paths.dir, state.base ?? '', hostCgroup(state, host.name)]
  const net = [`${host.address}/24`, hostAddress(state.subnet, 1), String(await firstPid(paths.boots, host.n))]
  const child = spawn('sh', [...argv, ...net], {
    detached: true,
    stdio: ['pipe', log, log],
    env: {PATH: process.env['PATH'], [labMark]: state.dir},
  })
  const gates = child.stdin as Writable
  gates.on('error', () => {})
  const ended = once(child, 'exit').then(() => 'ended' as const)
  gates.write('cgroup\n')
  const pid = await Promise.race([initAppears(state, host.name), ended])
  if (pid === 'ended' || pid === undefined)
    throw labErrors.LAB_HOST_NOT_STARTED({host: host.name}, host.name, await lastWords(paths.console))
  await plugIn(state, host, pid)
  gates.end('network\n')
  const took = await Promise.race([initTakesOver(pid), ended])
  if (took === 'ended') throw labErrors.LAB_HOST_NOT_STARTED({host: host.name}, host.name, await lastWords(paths.console))
  await writeFile(paths.pid, `${pid}\n`)
  child.unref()
}

/** One end of the cable into the host, the other onto the lab's bridge. Both go when the host's network namespace goes. */
async function plugIn(state: LabState, host: LabHost, pid: number): Promise<void> {
  const veth = vethOf(state.identity, host.n)
  const mac = macOf(state.identity, host.n, 'host')
  await must(['ip', 'link', 'add', veth, 'type', 'veth', 'peer', 'name', 'eth0', 'address', mac, 'netns', String(pid)])
  await must(['ip', 'link', 'set', veth, 'master', state.identity.bridge, 'up'])
}

async function initAppears(state: LabState, name: string): Promise<number | undefined> {
  for (let waited = 0; waited < startMs; waited += 10) {
    const pid = await hostInit(state, name)
    if (pid !== undefined) return pid
    await delay(10)
  }
  return undefined
}

/** True once PID 1 is the host's own init instead of the script that built its root. */
async function initTakesOver(pid: number): Promise<void> {
  for (let waited = 0; waited < startMs; waited += 10) {
    const cmdline = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (cmdline.includes('/usr/local/lib/ops-lab/init')) return
    await delay(10)
  }
}

/**
 * First process id of a boot: far apart between hosts, and moved on at every boot, so that a process that was moved
 * away finds its own id free when it comes back. Below 32,768, which is pid_max of many kernels.
 */
async function firstPid(bootsFile: string, n: number): Promise<number> {
  const boots = Number(await readFile(bootsFile, 'utf8').catch(() => '0'))
  await writeFile(bootsFile, String(boots + 1))
  return (n % 4) * 8000 + (boots % 16) * 400
}

async function lastWords(console: string): Promise<string> {
  const text = await readFile(console, 'utf8').catch(() => '')
  return text.trim().split('\n').at(-1) || 'it said nothing'
}

/** Folder that exists for every host before its first start. */
export async function makeHostFolder(dir: string, name: string): Promise<void> {
  await mkdir(join(hostPaths(dir, name).seed), {recursive: true, mode: 0o700})
}
