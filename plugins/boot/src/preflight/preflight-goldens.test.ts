import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {describe, onTestFinished} from 'vitest'
import {loadInventory} from '@ops/core/inventory'
import {Registry} from '@ops/core/seams'
import {goldens} from '../../../../test/golden/golden.ts'
import {writeCpio} from '../cpio/write-cpio.ts'
import {writeElf} from '../image/one-file/write-elf.ts'
import {bootHost, bootTop} from '../inventory/section.ts'
import {preflightMany} from './preflight-many.ts'
import {preflightText} from '../present/preflight-text.ts'

const release = '6.1.0-50-powerpc64'
const banner = Buffer.from(`Linux version ${release} (tests) \0`)
const kernel = (endian: 'little' | 'big') =>
  Buffer.concat([
    writeElf({bits: 64, endian, machine: 21, flags: endian === 'big' ? 1 : 2}, 0x400000, [
      {address: 0x400000, bytes: Buffer.alloc(64), memorySize: 64},
    ]),
    banner,
  ])
/** As a plain vmlinux: its addresses are virtual, and p_vaddr is not p_paddr. */
function moved(): Buffer {
  const bytes = kernel('big')
  // e_entry, and p_vaddr of the first program header.
  for (const at of [24, 64 + 16]) bytes.writeBigUInt64BE(0xc000000000400000n, at)
  return bytes
}
const file = (path: string) => ({path, kind: 'file' as const, mode: 0o755, data: Buffer.from('x')})
const kinds: Record<string, () => Buffer> = {
  big: () => kernel('big'),
  little: () => kernel('little'),
  moved,
  script: () => Buffer.from('\\ Forth\n'),
  text: () => Buffer.from('hello'),
  large: () => Buffer.concat([kernel('big'), Buffer.alloc(40_000_000)]),
  initrd: () => writeCpio([file('init'), file(`lib/modules/${release}/a.ko`)]),
  'initrd-without-init': () => writeCpio([file('bin/sh')]),
  'initrd-of-another-kernel': () => writeCpio([file('init'), file('lib/modules/5.9/a.ko')]),
}

/** First line: `# files: NAME=KIND …`, made below the folder; then an ops.yaml, where DIR is that folder. */
describe('preflight', () =>
  goldens(join(import.meta.dirname, 'goldens'), async (input) => {
    const dir = await mkdtemp(join(tmpdir(), 'ops-preflight-'))
    onTestFinished(() => rm(dir, {recursive: true, force: true}))
    for (const [, name = '', kind = ''] of (input.split('\n')[0] ?? '').matchAll(/(\S+)=(\S+)/g)) {
      const make = kinds[kind]
      if (make === undefined) throw new Error(`no such kind of file: ${kind}`)
      await mkdir(dirname(join(dir, name)), {recursive: true})
      await writeFile(join(dir, name), make())
    }
    const path = join(dir, 'ops.yaml')
    await writeFile(path, input.replaceAll('DIR', dir))
    const registry = new Registry()
    registry.inventorySections.add('boot (top)', bootTop)
    registry.inventorySections.add('boot', bootHost)
    const inventory = await loadInventory({file: path, registry, cwd: dir, env: {}})
    const results = await preflightMany(inventory, [...inventory.hosts.values()], dir)
    const text = results.map((one) => ('findings' in one ? preflightText(one) : one.error.message)).join('\n')
    return text.replaceAll(dir, 'DIR')
  }))
