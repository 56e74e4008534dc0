import {readFileSync} from 'node:fs'
import {inventoryJsonSchema} from '@ops/core/inventory'
import {Registry} from '@ops/core/seams'
import {explainSettings} from '@ops/core/settings'
import {expect, test} from 'vitest'
import {register as boot} from '../../plugins/boot/src/index.ts'
import {register as evacuate} from '../../plugins/evacuate/src/index.ts'
import {register as phone} from '../../plugins/phone/src/index.ts'
import {register as power} from '../../plugins/power/src/index.ts'

const page = readFileSync(new URL('../../docs/inventory.md', import.meta.url), 'utf8')

/** The first column of the first table below a heading. */
function firstColumn(heading: string): string[] {
  const [, section = ''] = page.split(`\n## ${heading}\n`)
  const rows = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '))
  return rows
    .slice(1)
    .map((line) => (line.split('|')[1] ?? '').trim())
    .filter((cell) => !/^-+$/.test(cell))
}

test('the page names every key that the schema has, and no other', async () => {
  const registry = new Registry()
  for (const register of [boot, evacuate, phone, power]) register(registry)
  interface Schema {
    properties: Record<string, {additionalProperties: {properties: object}}>
  }
  const schema = (await inventoryJsonSchema(registry)) as unknown as Schema
  expect(firstColumn('Keys at the top').toSorted()).toEqual(Object.keys(schema.properties).toSorted())
  expect(firstColumn('Keys of a host').toSorted()).toEqual(
    Object.keys(schema.properties['hosts']?.additionalProperties.properties ?? {}).toSorted(),
  )
})

test('the page names every setting, its variable and its default', async () => {
  const settings = await explainSettings({flags: {}, env: {XDG_CONFIG_HOME: '/none'}, cwd: '/'})
  expect(firstColumn('Settings')).toEqual(settings.map(({name}) => name).filter((name) => name !== 'inventory'))
  for (const name of firstColumn('Settings')) expect(page).toContain(`\`OPS_${name.toUpperCase().replace('-', '_')}\``)
})
