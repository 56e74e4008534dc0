import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {findKeyFiles} from './key-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'ops-keys-'))
afterAll(() => rmSync(folder, {recursive: true}))

test('a key file is one finding, whoever has it; one that is missing names them', async () => {
  const there = join(folder, 'id')
  writeFileSync(there, '')
  const need = (name: string, file: string) => ({name, file, key: 'ssh: identity', feature: 'commands over ssh'})
  const gone = join(folder, 'gone')
  const found = await findKeyFiles([need('node1', there), need('node1', gone), need('node2', gone), need('node3', '%d/id')])
  expect(found).toEqual([
    {subject: `${there} on this machine`, feature: 'commands over ssh (node1)', state: 'ok', message: 'The key file of node1 is readable.'},
    {
      subject: `${gone} on this machine`,
      feature: 'commands over ssh (node[1-2])',
      state: 'missing',
      message: 'The key file of node[1-2] does not exist.',
      fix: 'put the key there, or correct "ssh: identity" of node[1-2] in the inventory',
    },
  ])
})
