import type {LabDeps} from './lab-services.ts'
import {labErrors} from '../errors/lab-errors.ts'
import {onHost} from '../host/on-host.ts'
import {waitForSsh} from '../host/wait-for-ssh.ts'
import {labCgroup} from '../host/running.ts'
import {makeKeys, seedHost, seedPlain} from '../host/seed.ts'
import {makeHostFolder, startHost} from '../host/start.ts'
import {labHosts} from '../instance/hosts.ts'
import {takeLock} from '../instance/lock.ts'
import {type LabState, writeState} from '../instance/state.ts'
import {freePlugs, freeSubnet} from '../network/subnet.ts'
import {writeInventory} from '../inventory/lab-inventory.ts'
import {makeBridge} from '../network/links.ts'
import {makeCgroup} from '../machine/cgroup2.ts'
import {findCgroup} from '../machine/find-cgroup.ts'
import {addParts} from './parts.ts'
import {startPlugs} from '../plug/start-all.ts'

const hostCount = 2

/** Makes everything of a lab, in the order in which it is needed; the state is written before each thing is made. */
export async function raise(deps: LabDeps, state: LabState, parts: readonly string[], signal: AbortSignal): Promise<void> {
  await writeState(state)
  if (state.mode === 'full') await raiseHosts(deps, state, signal)
  else await raisePlain(state)
  if (state.mode !== 'plugs') await startDemo(state, signal)
  await complete(deps, state, parts, signal)
  signal.throwIfAborted()
  state.ready = true
  await writeState(state)
}

/** What may also be done to a lab that is up: plugs that ended are started again, parts are added, ops.yaml is written. */
export async function complete(deps: LabDeps, state: LabState, parts: readonly string[], signal: AbortSignal): Promise<void> {
  if (!(await startPlugs(state, deps.registry, signal)))
    deps.progress.say('No plugin with simulated plugs is installed: the hosts have no plugs.')
  await addParts(deps, state, parts, signal)
  const {inventorySections, workloadRuntimes} = deps.registry
  await writeInventory(state, {
    key: (name) => inventorySections.get(name) !== undefined,
    kind: (name) => workloadRuntimes.get(name) !== undefined,
  })
}

async function raiseHosts({progress}: LabDeps, state: LabState, signal: AbortSignal): Promise<void> {
  const task = progress.start('Starting hosts')
  try {
    state.cgroupMount = await findCgroup(state.dir)
    await joinNetwork(state)
    await makeCgroup(labCgroup(state))
    for (const {name} of state.hosts) await makeHostFolder(state.dir, name)
    await makeKeys(state)
    await all(
      state.hosts.map(async (host) => {
        await seedHost(state, host)
        signal.throwIfAborted()
        await startHost(state, host.name)
        await waitForSsh(state.dir, host, signal)
        task.update({text: `${host.name} is up`})
      }),
    )
  } finally {
    task.end()
  }
}

/** Waits for every one, and then throws the first failure: nothing may still be made when what was made is taken away. */
async function all(works: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

/** The network is chosen and taken under one lock of this machine, so that two labs at once do not choose the same. */
async function joinNetwork(state: LabState): Promise<void> {
  await using lock = await takeLock('ops-lab-network', 30_000)
  if (lock === undefined) throw labErrors.LAB_BUSY({}, 'another folder')
  state.subnet = await freeSubnet(state.identity)
  state.hosts = labHosts(state.identity, state.subnet, hostCount)
  await writeState(state)
  await makeBridge(state)
}

/** Hosts that need no network, and may need no root. */
async function raisePlain(state: LabState): Promise<void> {
  state.subnet = await freePlugs(state.identity)
  state.hosts = labHosts(state.identity, state.subnet, hostCount)
  await writeState(state)
  if (state.mode === 'plugs') return
  for (const {name} of state.hosts) {
    await seedPlain(state.dir, name)
    await startHost(state, name)
  }
}

/** Starts the demo workloads where the lab's ops.yaml declares them. */
async function startDemo(state: LabState, signal: AbortSignal): Promise<void> {
  if (state.mode === 'full')
    await Promise.all([start(state, 'node1', 'counter', signal), start(state, 'node2', 'beacon start /run/beacon', signal)])
  else await start(state, 'node1', '/var/lib/ops-lab/beacon start /run/beacon', signal)
}

async function start(state: LabState, host: string, line: string, signal: AbortSignal): Promise<void> {
  const {code, stderr} = await onHost(state, host, line, signal)
  if (code !== 0) throw labErrors.LAB_DEMO_NOT_STARTED({host}, host, line, stderr.trim())
}
