import {chmod, readdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import {identify} from '../process/index.ts'
import {tempFolder} from '../testing/index.ts'
import {claimMaster, closeLeftMasters} from './left-masters.ts'

test('connections of an ops that is gone are told to stop; those of a living one, and of other machines, stay', async () => {
  await using folder = await tempFolder()
  const self = await identify()
  const owner = (name: string, content: unknown) => writeFile(join(folder.path, `${name}.owner`), JSON.stringify(content))
  await claimMaster(join(folder.path, 'mine'))
  await owner('gone', {...self, startTicks: 1})
  await owner('rebooted', {...self, boot: 'before'})
  await owner('elsewhere', {...self, host: 'other', startTicks: 1})
  await owner('container', {...self, namespace: 'pid:[1]', startTicks: 1})
  await writeFile(join(folder.path, 'half.owner'), '{"host":')
  for (const name of ['gone', 'mine']) await writeFile(join(folder.path, name), '')

  const log = join(folder.path, 'ssh.log')
  await writeFile(join(folder.path, 'ssh'), `#!/bin/sh\necho "$@" >> ${log}\n`)
  await chmod(join(folder.path, 'ssh'), 0o755)
  vi.stubEnv('PATH', `${folder.path}:${process.env['PATH']}`)
  await closeLeftMasters(folder.path)
  vi.unstubAllEnvs()

  const asked = (await readFile(log, 'utf8')).trim().split('\n').sort()
  expect(asked).toEqual(['gone', 'rebooted'].map((name) => `-o ControlPath="${join(folder.path, name)}" -O stop -- left`))
  const kept = ['container.owner', 'elsewhere.owner', 'half.owner', 'mine', 'mine.owner']
  expect((await readdir(folder.path)).filter((name) => !name.startsWith('ssh')).sort()).toEqual(kept)
})
