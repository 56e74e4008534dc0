import type {LabServices} from './lab-services.ts'
import {labErrors} from '../errors/lab-errors.ts'
import {onHost} from '../host/on-host.ts'
import {waitForSsh} from '../host/wait-for-ssh.ts'
import {labCgroup} from '../host/running.ts'
import {makeKeys, seedHost, seedPlain} from '../host/seed.ts'
import {seedLimits} from '../host/seed-limits.ts'
import {makeHostFolder, startHost} from '../host/start.ts'
import {labHosts} from '../instance/hosts.ts'
import {hostPaths} from '../instance/paths.ts'
import {type LabState, writeState} from '../instance/state.ts'
import {reserveSubnet} from '../network/subnet.ts'
import {writeInventory} from '../inventory/lab-inventory.ts'
import {makeBridge} from '../network/links.ts'
import {makeCgroup} from '../machine/cgroup2.ts'
import {findCgroup} from '../machine/find-cgroup.ts'
import {addParts} from './parts.ts'
import {startPlugs} from '../plug/start-all.ts'

const hostCount = 2

/**
 * Makes everything of a lab, in the order in which it is needed. The state is written before each thing is made, so that
 * a lab whose making failed is removed by what the file says.
 */
export async function buildLab(services: LabServices, state: LabState, parts: readonly string[], signal: AbortSignal): Promise<LabState> {
  await writeState(state)
  await using network = await reserveSubnet(state)
  const joined = {...state, subnet: network.subnet, hosts: labHosts(state.identity, network.subnet, hostCount)}
  const withHosts = state.mode === 'full' ? await buildHosts(services, joined, signal) : await buildPlainHosts(joined)
  if (state.mode !== 'plugs') await startDemo(withHosts, signal)
  const complete = await completeLab(services, withHosts, parts, signal)
  signal.throwIfAborted()
  return writeState({...complete, ready: true})
}

/** What may also be done to a lab that is up: plugs that ended are started again, parts are added, ops.yaml is written. */
export async function completeLab(
  services: LabServices,
  state: LabState,
  parts: readonly string[],
  signal: AbortSignal,
): Promise<LabState> {
  if (!(await startPlugs(state, services.registry, signal)))
    services.progress.say('The hosts get no plugs: no plugin with simulated plugs is installed.')
  const withParts = await addParts(services, state, parts, signal)
  const {inventorySections, workloadRuntimes} = services.registry
  await writeInventory(withParts, {
    key: (name) => inventorySections.get(name) !== undefined,
    kind: (name) => workloadRuntimes.get(name) !== undefined,
  })
  return withParts
}

async function buildHosts({progress}: LabServices, before: LabState, signal: AbortSignal): Promise<LabState> {
  const task = progress.start('Starting hosts')
  try {
    const state = await writeState({...before, cgroupMount: await findCgroup(before.dir)})
    await makeBridge(state)
    await makeCgroup(labCgroup(state))
    for (const {name} of state.hosts) await makeHostFolder(state.dir, name)
    await makeKeys(state)
    await all(
      state.hosts.map(async (host) => {
        await seedHost(state, host)
        const lacking = state.software === undefined ? undefined : await seedLimits(hostPaths(state.dir, host.name).seed)
        if (lacking !== undefined) progress.say(`${host.name}: ${lacking}`)
        signal.throwIfAborted()
        await startHost(state, host.name)
        await waitForSsh(state.dir, host, signal)
        task.update({text: `${host.name} is up`})
      }),
    )
    return state
  } finally {
    task.end()
  }
}

/** Waits for every one, and then throws the first failure: a removal must not start while something is still being made. */
async function all(works: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

/** Hosts that need no network, and may need no root. */
async function buildPlainHosts(before: LabState): Promise<LabState> {
  const state = await writeState(before)
  if (state.mode === 'plugs') return state
  for (const {name} of state.hosts) {
    await seedPlain(state.dir, name)
    await startHost(state, name)
  }
  return state
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
