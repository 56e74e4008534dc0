import {rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {makeFolder} from '@ops/core/files'
import {systemClock} from '@ops/core/time'
import {endProcess, startTicksOf} from '@ops/core/process'
import type {LabPart, LabPartContext, LabPiece, Registry} from '@ops/core/seams'
import {labErrors} from '../errors/lab-errors.ts'
import {buildImage} from '../image/build-image.ts'
import {bootCacheDir, debianPackages} from '../image/debian-packages.ts'
import {bootHostSchema, bootTopSchema} from '../inventory/schema.ts'
import {benchInventory} from './bench-inventory.ts'
import {benchSsh, makePxcabRoot, makePxeRoot} from './make-roots.ts'
import {benchMachine, benchOf, makeNetwork, removeNetwork} from './bench.ts'
import {startBenchServer} from './start-server.ts'
import {startPluggedMachine} from './start-plug.ts'

/**
 * Netboot bench: a little-endian pSeries machine with SLOF, the firmware family of the PXCAB, and an x86 machine with
 * iPXE. Both are off until their simulated plugs are switched on; a plug's relay starts and kills QEMU.
 */
export function benchPart(registry: Registry, debianPackagesNeeded: readonly string[]): Pick<LabPart, 'up' | 'down'> {
  return {
    async up(context: LabPartContext): Promise<LabPiece> {
      if (!context.privileged) throw labErrors.BOOT_LAB_PRIVILEGE({}, debianPackagesNeeded)
      const [plugs] = registry.labPlugs.all()
      if (plugs === undefined) throw labErrors.BOOT_LAB_NO_PLUG({})
      const bench = benchOf(context.root)
      const [pxcab, pxe] = [benchMachine(bench, 'pxcab', 1), benchMachine(bench, 'pxe', 2)]
      const inventory = benchInventory(
        bench,
        {pxcab, pxe},
        {ssh: benchSsh(bench), moves: registry.workloadRuntimes.get('process') !== undefined},
      )
      await makeFolder(join(bench.dir, 'srv'))
      const packages = debianPackages(join(bootCacheDir(process.env), 'packages'), context.signal)
      await using undo = new AsyncDisposableStack()
      // `down` finds processes by the mark in their environment; network links have none.
      undo.defer(() => removeNetwork(bench, [pxcab, pxe]))
      await makeNetwork(bench, [pxcab, pxe])
      await Promise.all([makePxcabRoot(bench, packages), makePxeRoot(bench, pxe.ip, context)])
      await buildImages(inventory, bench.dir, packages)
      context.say('pxcab and pxe have their images and NFS roots')
      const server = await startBenchServer(bench, inventory, context)
      const pids = [
        server,
        await startPluggedMachine(
          context,
          bench,
          pxcab,
          {firmware: 'slof', memoryMiB: 1024, bootCommand: 'boot net:dhcp console=hvc0'},
          plugs,
        ),
        await startPluggedMachine(context, bench, pxe, {firmware: 'ipxe', memoryMiB: 1024}, plugs),
      ]
      undo.move()
      return {name: 'pxcab', inventory, pids, summary: `pxcab (SLOF) and pxe (iPXE) on ${bench.net}.0/24, off until ops boot start`}
    },

    async down(piece: LabPiece, context: LabPartContext): Promise<void> {
      const bench = benchOf(context.root)
      // Plugs first: a plug that ends leaves its relay as it is, and no machine is started again.
      for (const pid of [...piece.pids].reverse()) {
        const startTicks = await startTicksOf(pid)
        if (startTicks !== undefined) await endProcess(pid, {startTicks, clock: systemClock})
      }
      for (const name of ['pxcab', 'pxe']) await cutPower(join(bench.dir, name, 'machine.json'))
      await removeNetwork(bench, [benchMachine(bench, 'pxcab', 1), benchMachine(bench, 'pxe', 2)])
      await rm(bench.dir, {recursive: true, force: true})
    },
  }
}

async function buildImages(inventory: Record<string, unknown>, dir: string, packages: ReturnType<typeof debianPackages>): Promise<void> {
  const top = bootTopSchema.parse(inventory['boot'])
  for (const [name, section] of Object.entries(inventory['hosts'] as Record<string, {boot: unknown}>)) {
    const boot = bootHostSchema.parse(section.boot)
    const profile = top.profiles[boot.profile]
    if (profile?.image === undefined || profile.arch === undefined) continue
    await buildImage(
      {
        name: boot.profile,
        profile,
        image: profile.image,
        arch: profile.arch,
        root: join(dir, 'srv'),
        host: {name, boot: {...boot, ip: undefined}},
      },
      packages,
    )
  }
  await writeFile(join(dir, 'srv', 'README'), 'Made by ops lab; ops lab down deletes it.\n')
}

async function cutPower(machineFile: string): Promise<void> {
  const {execFile} = await import('node:child_process')
  const {promisify} = await import('node:util')
  const {fileURLToPath} = await import('node:url')
  await promisify(execFile)(process.execPath, [fileURLToPath(new URL('./relay.js', import.meta.url)), 'stop', machineFile]).catch(() => {})
}
