import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {Registry} from '@ops/core/seams'
import {loadInventory} from '@ops/core/inventory'
import {machines} from '../../src/elf/index.ts'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {register} from '../../src/index.ts'
import {readCpio} from '../../src/cpio/read-cpio.ts'
import {bootPlan} from '../../src/profiles/boot-machine.ts'
import type {BootServer} from '../../src/serve/boot-server.ts'
import {rawFetch} from './raw-client.ts'
import {startService} from './start-service.ts'

const top = mkdtempSync(join(tmpdir(), 'ops-profiles-'))
const address = '127.30.10.1'
/** Addresses of the two machines of the inventory, and of an unknown client. */
const [pxcab, pc, unknown] = ['127.30.10.5', '127.30.10.6', '127.30.10.9']
let server: BootServer
const text = async (file: string, from: string) => {
  const {bytes, error} = await rawFetch({address, port: server.ports.tftp ?? 0, file, from})
  return error === undefined ? bytes.toString() : `ERROR ${error.code}`
}

const inventoryText = `
hosts:
  pxcab:
    arch: ppc64le
    boot: {mac: "00:1a:64:00:00:01", profile: card, ip: ${pxcab}, uuid: 0A0B0C0D-0000-0000-0000-000000000001, cmdline: "debug\\n"}
  pc:
    boot: {mac: "00:1a:64:00:00:02", profile: pc, ip: ${pc}/24, vars: {color: red}}
boot:
  root: tree
  templates: templates
  profiles:
    card: {firmware: slof, kernel: vmlinux, initrd: initrd, console: hvc0, cmdline: "root={{nfs-server}}:{{nfs-path}}", nfs: {path: /roots/%h}, overlay: overlay}
    pc:
      firmware: ipxe
      kernel: vmlinuz
      vars: {color: blue}
      templates:
        "menu-{{mac-bare}}.cfg": {text: "{{host}} is {{color}} at {{ip}} of {{server}}{{#initrd}} with initrd{{/initrd}}"}
        from-file.cfg: {file: page}
        broken.cfg: {text: "{{nonsense}}"}
`

/** An ELF like Debian's ppc64le vmlinux: linked high, loaded at 0. */
function kernel(): Buffer {
  const bytes = Buffer.alloc(8192, 'k')
  bytes.fill(0, 0, 120)
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
  bytes.writeUInt16LE(2, 16)
  bytes.writeUInt16LE(machines.ppc64, 18)
  bytes.writeBigUInt64LE(0xc000000000000000n, 24)
  bytes.writeBigUInt64LE(64n, 32)
  bytes.writeUInt16LE(56, 54)
  bytes.writeUInt16LE(1, 56)
  bytes.writeUInt32LE(1, 64)
  bytes.writeBigUInt64LE(0xc000000000000000n, 80)
  return bytes
}

beforeAll(async () => {
  for (const folder of ['tree', 'templates', 'overlay/etc']) mkdirSync(join(top, folder), {recursive: true})
  writeFileSync(join(top, 'ops.yaml'), inventoryText)
  writeFileSync(join(top, 'tree', 'vmlinux'), kernel())
  writeFileSync(join(top, 'tree', 'vmlinuz'), 'x86')
  writeFileSync(join(top, 'tree', 'initrd'), 'first archive')
  writeFileSync(join(top, 'templates', 'page'), 'page of {{host}}')
  writeFileSync(join(top, 'overlay', 'etc', 'issue'), 'welcome')
  const registry = new Registry()
  register(registry)
  const inventory = await loadInventory({file: join(top, 'ops.yaml'), registry, cwd: top, env: {}})
  const plan = bootPlan(inventory)
  server = await startService(join(top, 'tree'), address, {}, plan)
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  rmSync(top, {recursive: true})
})

const menu = `default card
label card
  kernel vmlinux
  initrd initrd
  append console=hvc0 root=${address}:/roots/pxcab debug
`

test.each([
  ['pxelinux.cfg/01-00-1a-64-00-00-01', pxcab],
  ['pxelinux.cfg/0a0b0c0d-0000-0000-0000-000000000001', pxcab],
  ['pxelinux.cfg/7F1E0A05', pxcab],
  ['pxelinux.cfg/default', pxcab],
  ['some/folder/pxelinux.cfg/01-00-1a-64-00-00-01', unknown],
])('%s is the menu of pxcab, asked from %s', async (file, from) => expect(await text(file, from)).toBe(menu))

test.each([
  ['pxelinux.cfg/default', unknown, 'ERROR 1'],
  ['pxelinux.cfg/01-00-1a-64-00-00-99', pxcab, 'ERROR 1'],
  ['pxelinux.cfg/01-00-1a-64-00-00-01', pc, 'ERROR 1'],
  ['boot.ipxe', pc, '#!ipxe\nkernel vmlinuz \nboot\n'],
  ['boot.ipxe', unknown, 'ERROR 1'],
  ['menu-001a64000002.cfg', pc, `pc is red at ${pc} of ${address}`],
  ['menu-001a64000002.cfg', pxcab, 'ERROR 1'],
  ['from-file.cfg', pc, 'page of pc'],
  ['broken.cfg', pc, 'ERROR 0'],
  ['cmdline.txt', pxcab, `console=hvc0 root=${address}:/roots/pxcab debug\n`],
])('%s asked from %s', async (file, from, expected) => expect(await text(file, from)).toBe(expected))

test('a kernel for SLOF is served with its three addresses at 4 MiB, only to the machine that needs it', async () => {
  const {bytes} = await rawFetch({address, port: server.ports.tftp ?? 0, file: 'vmlinux', from: pxcab})
  expect([bytes.readBigUInt64LE(24), bytes.readBigUInt64LE(80), bytes.readBigUInt64LE(88)]).toEqual([0x400000n, 0x400000n, 0x400000n])
  expect(bytes.subarray(120).equals(kernel().subarray(120))).toBe(true)
  const plain = await rawFetch({address, port: server.ports.tftp ?? 0, file: 'vmlinux', from: unknown})
  expect(plain.bytes.equals(kernel())).toBe(true)
})

test('this machine may request the files of another, for ops boot check', async () => {
  expect(await text('.as/pc/boot.ipxe', '127.0.0.1')).toBe('#!ipxe\nkernel vmlinuz \nboot\n')
  expect(await text('.as/no-such-host/boot.ipxe', '127.0.0.1')).toBe('ERROR 1')
  expect(await text('.as/pc/../../ops.yaml', '127.0.0.1')).toBe('ERROR 2')
})

test('an overlay follows the initrd as an archive of its own', async () => {
  const {bytes} = await rawFetch({address, port: server.ports.tftp ?? 0, file: 'initrd', from: pxcab})
  expect(bytes.toString('latin1', 0, 16)).toBe('first archive\0\0\0')
  expect(readCpio(bytes.subarray(16)).find(({path}) => path === 'etc/issue')).toMatchObject({data: Buffer.from('welcome')})
})

test('with armedOnly a machine is served in its window alone', async () => {
  await using locked = await startService(join(top, 'tree'), '127.30.10.2', {armedOnly: true}, server.plan)
  const get = () => rawFetch({address: '127.30.10.2', port: locked.ports.tftp ?? 0, file: 'vmlinuz', from: pc})
  expect((await get()).error?.message).toContain('pc is not armed to boot')
  locked.arm('pc', 60_000)
  expect((await get()).bytes.toString()).toBe('x86')
  locked.disarm('pc')
  expect((await get()).error?.code).toBe(2)
})

test('a new inventory whose folder is not there changes nothing', async () => {
  const {plan} = server
  await using own = await startService('', '127.30.10.3', {root: undefined}, plan)
  const get = async (file: string) => (await rawFetch({address: '127.30.10.3', port: own.ports.tftp ?? 0, file, from: pc})).error?.code
  await expect(own.reload({...plan, top: {...plan.top, root: 'nothing'}})).rejects.toMatchObject({code: 'BOOT_NO_ROOT'})
  expect([await get('vmlinuz'), await get('boot.ipxe')]).toEqual([undefined, undefined])
  await own.reload({...plan, machines: []})
  expect([await get('vmlinuz'), await get('boot.ipxe')]).toEqual([undefined, 1])
})
