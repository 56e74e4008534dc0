import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {systemClock} from '@ops/core/time'
import {expect, onTestFinished, test} from 'vitest'
import {sampleFolder} from '../src/data/sample.ts'
import {defaultPolicy} from '../src/select/plan.ts'
import {WorkerPool} from '../src/workers/worker-pool.ts'
import {buildSnapshot} from '../src/snapshot/build-snapshot.ts'
import {until} from './support/serving.ts'

test('a worker that dies while it loads data delays neither the others nor its replacement', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ops-workers-'))
  onTestFinished(() => rm(folder, {recursive: true}))
  const written = async (name: string, generation: number) => {
    const file = join(folder, name)
    await writeFile(file, (await buildSnapshot({source: {kind: 'data', folder: sampleFolder()}, generation, now: 0})).bytes)
    return file
  }
  const [first, second] = [await written('1', 1), await written('2', 2)]
  const said: [string, object][] = []
  const statistics = {statistics: join(folder, 'statistics.sqlite'), crawl: undefined, log: undefined}
  await using pool = new WorkerPool({
    workers: 2,
    setup: {policy: defaultPolicy, trusted: [], orderReuse: 1, seed: 1, statistics},
    clock: systemClock,
    emit: (event, detail = {}) => void said.push([event, detail]),
    report: () => {},
  })
  const ready = () => said.filter(([event]) => event === 'worker-ready').map(([, detail]) => (detail as {pid: number}).pid)
  await pool.start({snapshot: first, countries: undefined})
  const [pid = 0] = ready()
  process.kill(pid, 'SIGSTOP')
  const loading = pool.load('snapshot', second)
  process.kill(pid, 'SIGKILL')
  expect(await loading).toBeUndefined()
  await rm(first)
  await until(
    async () => ready(),
    (pids) => pids.length === 3,
  )
  // A file that no worker can load is reported, and later workers load the previous one.
  await writeFile(join(folder, '3'), 'garbage')
  expect(await pool.load('snapshot', join(folder, '3'))).toContain('is not a usable snapshot')
  process.kill(ready().at(-1) ?? 0, 'SIGKILL')
  await until(
    async () => ready(),
    (pids) => pids.length === 4,
  )
  expect(said.filter(([event]) => event === 'worker-failed')).toEqual([])
})
