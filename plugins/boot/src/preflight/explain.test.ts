import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {loadInventory} from '@ops/core/inventory'
import {Registry} from '@ops/core/seams'
import {afterAll, expect, test} from 'vitest'
import {bootHost, bootTop} from '../inventory/section.ts'
import {explainBoot} from './explain.ts'

const dir = mkdtempSync(join(tmpdir(), 'ops-explain-'))
afterAll(() => rmSync(dir, {recursive: true}))
for (const name of ['k', 'i']) writeFileSync(join(dir, name), name)
writeFileSync(
  join(dir, 'ops.yaml'),
  `boot:
  root: .
  profiles:
    script: {firmware: ipxe, kernel: k, initrd: i, templates: {"menu-{{host}}": {text: "{{kernel}}"}}}
    menu: {firmware: slof, kernel: k, initrd: i}
    one: {firmware: pxcab, kernel: k, initrd: i}
    named: {arch: x86_64, bootfile: x.efi, kernel: k, files: [i]}
hosts:
  script: {boot: {mac: "00:1a:64:00:00:01", profile: script}}
  menu: {boot: {mac: "00:1a:64:00:00:02", profile: menu}}
  one: {boot: {mac: "00:1a:64:00:00:03", profile: one}}
  named: {boot: {mac: "00:1a:64:00:00:04", profile: named}}
`,
)

test.each([
  [
    'script',
    [
      ['boot.ipxe', /^DHCP option 67: script/, /^built-in iPXE script/],
      ['k', /^kernel/, /^file/],
      ['i', /^initrd/, /^file/],
      ['menu-script', /^templates/, /^template "menu-\{\{host\}\}"/],
    ],
  ],
  [
    'menu',
    [
      ['pxelinux.cfg/01-00-1a-64-00-00-02', /^DHCP names no file/, /^built-in pxelinux.cfg/],
      ['k', /^kernel/, /^file/],
      ['i', /^initrd/, /^file/],
    ],
  ],
  ['one', [['k', /^DHCP option 67: kernel/, /^file/]]],
  [
    'named',
    [
      ['loaders/undionly.kpxe', /^DHCP, for PC BIOS$/, /^nothing: there is no such file/],
      ['x.efi', /^DHCP, for UEFI IA-32 and UEFI x86-64 and /, /^nothing: there is no such file/],
      ['k', /^kernel/, /^file/],
      ['i', /^files/, /^file/],
    ],
  ],
] as const)('%s: what is asked for first, why, and what is given', async (host, expected) => {
  const registry = new Registry()
  registry.inventorySections.add('boot (top)', bootTop)
  registry.inventorySections.add('boot', bootHost)
  const inventory = await loadInventory({file: join(dir, 'ops.yaml'), registry, cwd: dir, env: {}})
  const {files} = await explainBoot(inventory, host, undefined)
  expect(files).toEqual(
    expected.map(([name, asked, given]) =>
      expect.objectContaining({name, asked: expect.stringMatching(asked), given: expect.stringMatching(given)}),
    ),
  )
})
