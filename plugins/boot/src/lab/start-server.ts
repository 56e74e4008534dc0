import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {LabPartContext} from '@ops/core/seams'
import type {Bench} from './bench.ts'
import {startProcess} from './start-process.ts'

/** Starts `ops boot serve` for the bench, with DHCP and NFS as its children. Returns its process id. */
export async function startBenchServer(bench: Bench, inventory: Record<string, unknown>, context: LabPartContext): Promise<number> {
  const file = join(bench.dir, 'ops.yaml')
  // JSON is valid YAML. The boot server needs only these keys of the hosts.
  const hosts = Object.fromEntries(
    Object.entries(inventory['hosts'] as Record<string, Record<string, unknown>>).map(([name, {boot, arch}]) => [name, {boot, arch}]),
  )
  await writeFile(file, JSON.stringify({boot: inventory['boot'], hosts}, undefined, 2))
  const argv = [
    process.execPath,
    process.argv[1] ?? 'ops',
    'boot',
    'serve',
    '--json',
    '--inventory',
    file,
    '--listen',
    bench.server,
    '--http-port',
    String(bench.httpPort),
    '--control',
    bench.control,
    '--dhcp',
    'full',
    '--dhcp-interface',
    bench.bridge,
    '--nfs',
    'ganesha',
  ]
  return startProcess({argv, log: join(bench.dir, 'serve.log'), readyFile: bench.control, name: 'boot server of the bench', context})
}
