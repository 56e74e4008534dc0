import {rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {makeFolder} from '@ops/core/files'
import type {LabPartContext, LabPlugFactory, LabPlugSpec} from '@ops/core/seams'
import {machineArgv, type QemuMachine} from '../qemu/machine-argv.ts'
import type {Bench, BenchMachine} from './bench.ts'
import {startProcess} from './start-process.ts'

const relay = fileURLToPath(new URL('./relay.js', import.meta.url))

/** Creates a machine that is off until its simulated plug switches it on. Returns the plug's process id. */
export async function startPluggedMachine(
  context: LabPartContext,
  bench: Bench,
  machine: BenchMachine,
  qemu: Pick<QemuMachine, 'firmware' | 'memoryMiB' | 'processors' | 'bootCommand'>,
  factory: LabPlugFactory,
): Promise<number> {
  const dir = join(bench.dir, machine.name)
  await makeFolder(dir)
  const file = (name: string) => join(dir, name)
  const argv = machineArgv({
    ...qemu,
    mac: machine.mac,
    netdev: `tap,ifname=${machine.tap},script=no,downscript=no`,
    serial: {chardev: `socket,path=${file('serial.sock')},server=on,wait=off,logfile=${file('console.log')},logappend=on`},
  })
  await writeFile(file('console.log'), '')
  await writeFile(file('machine.json'), JSON.stringify({argv, pidFile: file('pid'), log: file('qemu.log')}, undefined, 2))
  const {address, port, ...identity} = machine.plug
  const spec: LabPlugSpec = {
    name: machine.name,
    address,
    port,
    identity,
    outlets: [
      {
        name: machine.name,
        on: [process.execPath, relay, 'start', file('machine.json')],
        off: [process.execPath, relay, 'stop', file('machine.json')],
        running: [process.execPath, relay, 'running', file('machine.json')],
        initial: 'off',
      },
    ],
    files: {config: file('plug.json'), state: file('plug.state'), ready: file('plug.ready')},
  }
  await rm(file('plug.ready'), {force: true})
  return startProcess({
    argv: await factory.prepare(spec),
    log: file('plug.log'),
    readyFile: file('plug.ready'),
    name: `plug of ${machine.name}`,
    context,
  })
}
