import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {systemClock} from '@ops/core/time'
import {expect, onTestFinished, test} from 'vitest'
import {fingerprint, watchFiles} from './watch-files.ts'

test('a change between reading and watching is noticed too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ops-watch-'))
  onTestFinished(() => rm(folder, {recursive: true}))
  const paths = [join(folder, 'data')]
  const seen = await fingerprint(paths)
  await writeFile(join(folder, 'data'), 'new')
  const stop = new AbortController()
  let changes = 0
  let looks = 0
  const clock = {
    ...systemClock,
    sleep: async () => {
      if (++looks > 5) stop.abort()
    },
  }
  await watchFiles({paths, seen, changed: async () => void changes++}, clock, stop.signal)
  expect(changes).toBe(1)
})
