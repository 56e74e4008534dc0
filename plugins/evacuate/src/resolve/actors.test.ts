import {expect, test} from 'vitest'
import {formatLocalTime} from '@ops/core/text'
import {manualClock, memoryCoordinator} from '@ops/core/testing'
import {unseenActor} from './actors.ts'

const elsewhere = {host: 'another-machine', boot: 'b', namespace: 'pid:[1]', pid: 7, startTicks: 1}

/** A run whose process is on another machine, and holds a lease for 15 s. */
async function setUp() {
  const clock = manualClock(Date.UTC(2026, 10, 21, 13, 6))
  const coordinator = memoryCoordinator({clock, leaseClock: clock, actor: 'me@ctl1'})
  await coordinator.append({run: 'run1', kind: 'run.start', act: 'evacuate', data: {process: elsewhere}})
  const lease = await coordinator.lease({names: ['host/node1'], mode: 'exclusive', ttlMs: 15_000, holder: 'run1'})
  return {clock, coordinator, lease}
}

test('an ops process that cannot be seen is assumed to act until its lease ends, and that time is told', async () => {
  const {clock, coordinator, lease} = await setUp()
  const {time} = formatLocalTime(clock.now() + 15_000)
  expect(await unseenActor({coordinator, clock}, 'run1')).toContain(
    `of me@ctl1, which cannot be seen from here, may still run evacuation run1; if it is dead, its lease ends at ${time} at the latest`,
  )
  await lease.release()
  expect(await unseenActor({coordinator, clock}, 'run1')).toBeUndefined()
})

test('a run that has ended has no actor', async () => {
  const {clock, coordinator} = await setUp()
  await coordinator.append({run: 'run1', kind: 'run.end', act: 'evacuate', data: {state: 'unknown'}})
  expect(await unseenActor({coordinator, clock}, 'run1')).toBeUndefined()
})
