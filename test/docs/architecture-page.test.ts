import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {root} from '../cli/run-ops.ts'

const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8')

test('the page of the architecture has a row for each folder of the core', () => {
  const [, part = ''] = page.split('## Core, folder by folder')
  const listed = [...(part.split('## ')[0] ?? '').matchAll(/^\| ([a-z, ]+) \|/gm)].flatMap(([, names = '']) => names.split(', '))
  const folders = readdirSync(join(root, 'src'), {withFileTypes: true}).filter((entry) => entry.isDirectory())
  const own = folders.map(({name}) => name).filter((name) => name !== 'dist' && name !== 'node_modules')
  expect(listed.filter((name) => name !== 'folder').sort()).toEqual(own.sort())
})

test.each(['inventorySections', 'doctorChecks'])('the page of the architecture names the plugins that fill %s', (seam) => {
  const filled = readdirSync(join(root, 'plugins')).filter((name) =>
    readFileSync(join(root, 'plugins', name, 'src/index.ts'), 'utf8').includes(`registry.${seam}.add(`),
  )
  const row = new RegExp(`^\\| ${seam}[^|]*\\| ([a-z, ]+)`, 'm').exec(page)?.[1]
  expect(row?.trim().split(', ')).toEqual(filled)
})
