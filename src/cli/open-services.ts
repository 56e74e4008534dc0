import type {Config} from '@oclif/core'
import {loadInventory} from '../inventory/index.ts'
import type {Services} from '../seams/services.ts'
import {systemClock} from '../time/system-clock.ts'
import {openTransports} from '../transport/index.ts'
import type {Progress} from './progress.ts'
import {loadRegistry} from './load-registry.ts'
import {actorName, stateDir} from './state-dir.ts'

interface Opening {
  config: Config
  inventory: string | undefined
  progress: Progress
  /** Takes what must be closed. */
  resources: AsyncDisposableStack
}

/** Opens what use cases need: plugins' registrations, the inventory, transports and the journal. */
export async function openServices({config, inventory: file, progress, resources}: Opening): Promise<Services> {
  const registry = await loadRegistry(config)
  const inventory = await loadInventory({file, registry, cwd: process.cwd(), env: process.env})
  const transports = resources.use(openTransports(inventory, {runDir: await stateDir(process.env, 'ssh')}))
  const {sqliteCoordinator} = await import('../coordinator/index.ts')
  const coordinator = resources.use(
    await sqliteCoordinator({file: `${await stateDir(process.env)}/journal.sqlite`, clock: systemClock, actor: actorName()}),
  )
  return {inventory, transports, coordinator, registry, clock: systemClock, progress}
}
