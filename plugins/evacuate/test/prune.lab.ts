import {afterAll, beforeAll, expect} from 'vitest'
import {Rig} from '../../../test/evacuate/rig.ts'
import {lab} from '../../../test/lab/require.ts'

const test = lab({root: true, programs: ['mmdebstrap', 'ip', 'ssh']})

let rig: Rig
beforeAll(async () => {
  rig = await Rig.up()
})
afterAll(() => rig?.[Symbol.asyncDispose]())

const base = '/var/lib/ops/evacuate'
const runs = () => rig.on('node1', `ls -A ${base}`).then((text) => text.split('\n'))

/** A record as a move that was taken back left it, so many days ago. */
async function record(run: string, days: number): Promise<void> {
  const workload = {name: 'old', kind: 'process', host: 'node1', config: {}}
  const plan = {version: 1, run, at: 1, workload, source: 'node1', destination: 'node2', ticket: {}}
  await rig.on(
    'node1',
    `d=${base}/${run}/old; mkdir -p $d/make; cd $d; echo '${JSON.stringify(plan)}' >plan.json; echo source >role; echo 1 >epoch; echo x >aborting; echo x >aborted; touch -d '${days} days ago' aborted`,
  )
}

test('a new evacuation deletes old records of finished moves from its hosts, but none that another command works on', async () => {
  await record('20260101-0000-aaaa', 31)
  await record('20260101-0000-bbbb', 29)
  await record('20260101-0000-cccc', 31)
  await rig.on('node1', `mkdir ${base}/20260101-0000-aaaa/.gone.half`)
  await rig.on('node1', `setsid flock ${base}/20260101-0000-cccc/old/lock sleep 60 </dev/null >/dev/null 2>&1 & sleep 0.2`)
  expect(await rig.ops('evacuate', 'node1')).toMatchObject({code: 0})
  const [first, second, own, ...more] = await runs()
  expect([first, second, more]).toEqual(['20260101-0000-bbbb', '20260101-0000-cccc', []])
  const {stdout} = await rig.ops('runs', 'show', own ?? '', '--json')
  const acts = (JSON.parse(stdout) as {result: {acts: {act: string; host: string; data: object; result: object}[]}}).result.acts
  expect(acts.filter(({act}) => act === 'evacuate.prune')).toMatchObject([
    {
      host: 'node1',
      data: {records: ['20260101-0000-aaaa/old', '20260101-0000-cccc/old']},
      result: {gone: [`${base}/20260101-0000-aaaa/old`]},
    },
  ])
})
