import {expect, test} from 'vitest'
import type {Services} from '@ops/core/seams'
import {memoryCoordinator} from '@ops/core/testing'
import {systemClock} from '@ops/core/time'
import {withDestination, withSource} from './leases.ts'

const never = new AbortController().signal

test('while work is moved to a host, other processes may move work there too, but none may switch the host off', async () => {
  await using coordinator = memoryCoordinator({clock: systemClock})
  const services = {coordinator} as unknown as Services
  const take = (name: string, mode: 'exclusive' | 'shared') =>
    coordinator.lease({names: [name], mode, ttlMs: 15_000, holder: 'other'}).then((lease) => lease.release())
  const held = {code: 'LEASE_HELD'}
  await withSource(services, {run: 'r', source: 'node1'}, never, async (ours) => {
    await expect(take('host/node1', 'shared')).rejects.toMatchObject(held)
    await take('host/node2', 'exclusive')
    await withDestination(services, ours, {run: 'r', destination: 'node2'}, never, async (lease) => {
      await lease.check(1000)
      await take('host/node2', 'shared')
      await expect(take('host/node2', 'exclusive')).rejects.toMatchObject(held)
      await expect(take('host/node1', 'exclusive')).rejects.toMatchObject(held)
    })
    await take('host/node2', 'exclusive')
  })
})
