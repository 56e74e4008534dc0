import {describe, expect, it, onTestFinished} from 'vitest'
import {checkGuards} from '@ops/core/guards'
import type {Workload} from '@ops/core/inventory'
import {type GuardContext, type WorkloadPresence, type WorkloadRuntime, noCut} from '@ops/core/seams'
import {fakeHost} from './fake-host.ts'
import {scene} from './scene.ts'

const address = '127.40.11.1'
const line = 'process\t77\t1\t0\t0\tcounter\t0::/\t/usr/bin/counter'

/** The findings of the undeclared-work guard about a host that runs one counter. */
async function check({
  declared,
  runtime,
  guests = [],
  moves = false,
}: {
  declared: boolean
  runtime?: Partial<WorkloadPresence>
  guests?: Workload[]
  moves?: boolean
}) {
  const machine = await fakeHost(address)
  onTestFinished(async () => void (await machine.power(false)))
  machine.extra.push(line)
  const inventory = `hosts:
  a:
    address: ${address}
    ssh: {port: ${machine.port}}
    workloads: [${declared ? '{name: counter, kind: process}' : ''}]
`
  const {services, registry, hosts, signal} = await scene({inventory, transports: {a: machine.transport('a')}})
  if (runtime !== undefined) {
    const {z} = await import('zod')
    const locate = async () => ({state: 'running' as const, pids: [77], units: [], containers: [], detail: 'pid 77.', ...runtime})
    const process: WorkloadRuntime = {kind: 'process', schema: async () => z.looseObject({}), locate}
    registry.workloadRuntimes.add('process', process)
  }
  if (moves)
    registry.guards.add('evacuation', {
      name: 'evacuation',
      order: 10,
      check: async ({name}) => ({guard: 'evacuation', host: name, findings: [], plan: []}),
      clear: async () => {},
    })
  registry.guestFinders.add('test', {find: async () => guests})
  const context = {services, act: 'power.off', signal, cut: noCut, evacuation: {}} as unknown as GuardContext
  const reports = await checkGuards(hosts('a'), context)
  return reports.flatMap(({findings}) => findings.map(({code}) => code))
}

describe('declared workloads and power', () => {
  it('are not undeclared, and are left to the guard that moves them', async () => {
    expect(await check({declared: true, runtime: {}, moves: true})).toEqual([])
  })

  it('refuse the act while no installed plugin can move them', async () => {
    expect(await check({declared: true, runtime: {}})).toEqual(['POWER_WORKLOAD_RUNS'])
    expect(await check({declared: true})).toEqual(['POWER_WORKLOAD_KIND_MISSING', 'POWER_UNDECLARED_WORK'])
  })

  it('refuse the act while it is unknown whether they run', async () => {
    expect(await check({declared: true, runtime: {state: 'unknown'}, moves: true})).toEqual(['POWER_WORKLOAD_UNKNOWN'])
  })

  it('let the act pass when they are not there', async () => {
    expect(await check({declared: true, runtime: {state: 'absent', pids: []}})).toEqual(['POWER_UNDECLARED_WORK'])
  })

  it('are known on the host to which they were moved', async () => {
    const guest = {name: 'counter', kind: 'process', host: 'b', config: {}}
    expect(await check({declared: false, runtime: {}, moves: true})).toEqual(['POWER_UNDECLARED_WORK'])
    expect(await check({declared: false, runtime: {}, moves: true, guests: [guest]})).toEqual([])
  })
})
