import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {silentProgress} from '@ops/core/progress'
import {loadInventory} from '@ops/core/inventory'
import {Registry, type Services} from '@ops/core/seams'
import {memoryCoordinator} from '@ops/core/testing'
import type {Transport} from '@ops/core/transport'
import {execFactory} from '../src/drivers/exec/factory.ts'
import {dependantsGuard} from '../src/guards/dependants-guard.ts'
import {maintenanceGuard} from '../src/guards/maintenance-guard.ts'
import {protectGuard} from '../src/guards/protect-guard.ts'
import {selfCutGuard} from '../src/guards/self-cut/self-cut-guard.ts'
import type {ThisMachine} from '../src/guards/self-cut/this-machine.ts'
import {undeclaredGuard} from '../src/guards/undeclared/undeclared-guard.ts'
import {baselineSection, monitoringSection, protectSection, shutdownSection} from '../src/inventory/host-sections.ts'
import {kasaFactory} from '../src/drivers/kasa/factory.ts'
import {tasmotaFactory} from '../src/drivers/tasmota/factory.ts'
import {outletsSection, powerSection} from '../src/inventory/power-sections.ts'
import {readPowerMap} from '../src/outlets/power-map.ts'
import {quickClock} from './quick-clock.ts'

/** A machine that has nothing to do with any host of a test. */
export const elsewhere: ThisMachine = {hostnames: ['elsewhere'], addresses: [], machineId: '', routes: '', routes6: '', cameFrom: undefined}

export interface SceneInput {
  /** ops.yaml */
  inventory: string
  transports?: Record<string, Transport>
  here?: ThisMachine
  /** Milliseconds for an answer of a plug, in real time. */
  answerMs?: number
  /** Where a driver looks for passwords. */
  env?: NodeJS.ProcessEnv
}

/** Everything that use cases take, with real plugs and drivers; time passes at once and the journal stays in memory. */
export async function scene({inventory: yaml, transports = {}, here = elsewhere, answerMs = 1500, env = {}}: SceneInput) {
  const clock = quickClock()
  const registry = new Registry()
  registry.powerDrivers.add('kasa', kasaFactory({clock, connectMs: 1000, answerMs, tries: 3, probeMs: 200}))
  registry.powerDrivers.add('exec', execFactory)
  registry.powerDrivers.add('tasmota', tasmotaFactory({clock, env, connectMs: 10_000, answerMs: 10_000}))
  registry.inventorySections.add('power', {
    ...powerSection(registry),
    check: (inventory, help) => readPowerMap(inventory, registry, help).problems,
  })
  registry.inventorySections.add('outlets', outletsSection(registry))
  registry.inventorySections.add('protect', protectSection)
  registry.inventorySections.add('shutdown', shutdownSection)
  registry.inventorySections.add('baseline', baselineSection)
  registry.inventorySections.add('monitoring', monitoringSection)
  for (const guard of [selfCutGuard(async () => here), protectGuard, dependantsGuard, maintenanceGuard, undeclaredGuard])
    registry.guards.add(guard.name, guard)
  const dir = await mkdtemp(join(tmpdir(), 'ops-power-'))
  const file = join(dir, 'ops.yaml')
  await writeFile(file, yaml)
  const inventory = await loadInventory({file, registry, cwd: dir, env: {}}).finally(() => rm(dir, {recursive: true}))
  const coordinator = memoryCoordinator({clock})
  const services: Services = {
    inventory,
    registry,
    clock,
    coordinator,
    progress: silentProgress,
    settings: {inventory: file, timeout: undefined, fanout: 32, stateDir: dir},
    transports: {
      to(name) {
        const transport = transports[name]
        if (transport === undefined) throw new Error(`The test has no transport to ${name}.`)
        return transport
      },
      async [Symbol.asyncDispose]() {},
    },
  }
  return {services, registry, coordinator, hosts: (set: string) => inventory.select(set), signal: new AbortController().signal}
}
