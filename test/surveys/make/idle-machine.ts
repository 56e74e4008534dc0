import {existsSync} from 'node:fs'
import {mkdir, rm, truncate, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {silentProgress} from '@ops/core/progress'
import {buildRootfs, rootfsCacheDir} from '@ops/core/rootfs'
import {type SurveyedMachine, rootfsOf} from './machines.ts'
import {makeImage} from './make-image.ts'
import {untilIdle} from './sh.ts'
import {type StartedMachine, startMachine} from './start-machine.ts'

/** Milliseconds for the start of an emulated machine on a busy one. */
const bootMs = 40 * 60_000

/**
 * A machine that has started and is idle; its state `idle` is saved. It is kept in the cache: the next time the machine starts in
 * that state, within seconds. Remove the folder `surveys` of the cache to boot it anew.
 */
export async function idleMachine(
  machine: SurveyedMachine,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<{running: StartedMachine; folder: string}> {
  const cacheDir = rootfsCacheDir(process.env)
  const folder = join(dirname(cacheDir), 'surveys', machine.is?.machine ?? machine.name)
  const saved = join(folder, 'saved')
  const start = {memoryMiB: machine.memoryMiB, screen: machine.screen, signal, bootMs}
  if (existsSync(saved)) return {folder, running: await startMachine({folder, identity: join(folder, 'key')}, {...start, state: 'idle'})}
  await rm(folder, {recursive: true, force: true})
  const root = await buildRootfs(rootfsOf(machine), {cacheDir, progress: silentProgress, signal})
  await mkdir(folder, {recursive: true})
  // What clients send to the machine.
  await writeFile(join(folder, 'big'), '')
  await truncate(join(folder, 'big'), 300 * 1024 * 1024)
  const image = await makeImage(root, folder, machine)
  say('its disk is made')
  const running = await startMachine(image, start)
  try {
    say('it answers')
    await untilIdle(running, bootMs)
    await running.monitor.run('savevm idle')
    await writeFile(saved, '')
    say('it is idle')
    return {folder, running}
  } catch (error) {
    await running[Symbol.asyncDispose]()
    throw error
  }
}
