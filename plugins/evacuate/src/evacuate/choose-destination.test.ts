import type {Host} from '@ops/core/inventory'
import {startMaintenance} from '@ops/core/maintenance'
import type {Services} from '@ops/core/seams'
import {manualClock, memoryCoordinator} from '@ops/core/testing'
import {expect, test} from 'vitest'
import {chooseDestination} from './choose-destination.ts'

const host = (name: string) => ({name, section: () => undefined}) as unknown as Host

function setUp() {
  const clock = manualClock()
  const transports = {
    to(name: string) {
      throw new Error(`${name} was asked`)
    },
  }
  return {
    clock,
    transports,
    coordinator: memoryCoordinator({clock, leaseClock: clock, actor: 'alice@ctl1'}),
    inventory: {hosts: new Map(), select: (set: string) => set.split(',').map(host)},
  } as unknown as Services
}

test('no work is placed on a host in maintenance, which is not even asked', async () => {
  const services = setUp()
  await startMaintenance(services, {hosts: ['b', 'c'], reason: 'new disks', argv: []})
  const {chosen, refused} = await chooseDestination(services, host('a'), [], {to: 'a,b,c'}, new AbortController().signal)
  expect(chosen).toBeUndefined()
  expect(refused.map((candidate) => [candidate.host, candidate.obstacles])).toEqual(
    ['b', 'c'].map((name) => [
      name,
      [
        {
          host: name,
          message: `${name} is in maintenance: new disks (alice@ctl1).`,
          hint: `name another host with --to, or run ops maintenance off ${name}`,
        },
      ],
    ]),
  )
})

test('a named host that loses its power too is named as the obstacle, with the reason', async () => {
  const options = {to: 'b', avoid: new Map([['b', 'hangs on the same outlet']])}
  const {chosen, refused} = await chooseDestination(setUp(), host('a'), [], options, new AbortController().signal)
  expect(chosen).toBeUndefined()
  expect(refused.flatMap(({obstacles}) => obstacles)).toEqual([
    {
      host: 'b',
      message: 'b takes no work, because it hangs on the same outlet as a.',
      hint: 'name a host that keeps its power with --to',
    },
  ])
})
