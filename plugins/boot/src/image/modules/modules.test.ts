import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {loadOrder, type ModuleSource} from './load-order.ts'
import {moduleName, parseModulesBuiltin, parseModulesDep} from './modules-dep.ts'

test('parseModulesDep reads paths and needs', () => {
  const dep = parseModulesDep(
    'kernel/fs/nfs/nfsv4.ko.xz: kernel/fs/nfs/nfs.ko.xz kernel/net/sunrpc/sunrpc.ko.xz\nkernel/net/sunrpc/sunrpc.ko.xz:\n',
  )
  expect(dep.path.get('nfsv4')).toBe('kernel/fs/nfs/nfsv4.ko.xz')
  expect(dep.depends.get('nfsv4')).toEqual(['nfs', 'sunrpc'])
  expect(dep.depends.get('sunrpc')).toEqual([])
})

test('names are the same with - and _', () => {
  expect(moduleName('kernel/crypto/crc32c-generic.ko.zst')).toBe('crc32c_generic')
  expect(parseModulesBuiltin('kernel/a/virtio-pci.ko\n').has('virtio_pci')).toBe(true)
})

function sourceOf(needs: Record<string, string[]>, wants: Record<string, string[]> = {}, builtin: string[] = []): ModuleSource {
  return {
    has: (name) => name in needs,
    builtin: (name) => builtin.includes(name),
    depends: async (name) => needs[name] ?? [],
    wants: async (name) => wants[name] ?? [],
  }
}

describe('loadOrder', () => {
  test('orders dependencies first, leaves out built-in modules, lists absent ones', async () => {
    const source = sourceOf(
      {nfsv4: ['nfs', 'sunrpc'], nfs: ['lockd', 'sunrpc'], lockd: ['sunrpc'], sunrpc: [], ext4: ['jbd2'], jbd2: [], crc32c_generic: []},
      {ext4: ['crc32c-generic', 'nowhere']},
      ['virtio_net'],
    )
    expect(await loadOrder(source, ['nfsv4', 'virtio-net', 'ext4', 'axonram'])).toEqual({
      order: ['sunrpc', 'lockd', 'nfs', 'nfsv4', 'crc32c_generic', 'jbd2', 'ext4'],
      absent: ['axonram'],
    })
  })

  test('each module occurs once, after its dependencies, in any acyclic graph', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.nat(20)), {minLength: 1, maxLength: 20}), async (rows) => {
        const needs = Object.fromEntries(
          rows.map((row, index) => [`m${index}`, [...new Set(row.filter((other) => other < index))].map((other) => `m${other}`)]),
        )
        const {order, absent} = await loadOrder(sourceOf(needs), Object.keys(needs).reverse())
        expect(absent).toEqual([])
        expect(new Set(order).size).toBe(rows.length)
        for (const [index, name] of order.entries()) for (const need of needs[name] ?? []) expect(order.indexOf(need)).toBeLessThan(index)
      }),
    )
  })
})
