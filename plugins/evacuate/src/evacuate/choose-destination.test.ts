import type {Host} from '@ops/core/inventory'
import {startMaintenance} from '@ops/core/maintenance'
import type {Services} from '@ops/core/seams'
import {manualClock, memoryCoordinator} from '@ops/core/testing'
import {expect, test} from 'vitest'
import {chooseDestination} from './choose-destination.ts'

test('no work is placed on a host in maintenance, which is not even asked', async () => {
  const clock = manualClock()
  const host = (name: string) => ({name, section: () => undefined}) as unknown as Host
  const transports = {
    to(name: string) {
      throw new Error(`${name} was asked`)
    },
  }
  const services = {
    clock,
    transports,
    coordinator: memoryCoordinator({clock, leaseClock: clock, actor: 'alice@ctl1'}),
    inventory: {hosts: new Map(), select: (set: string) => set.split(',').map(host)},
  } as unknown as Services
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
