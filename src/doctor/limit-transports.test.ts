import {setImmediate as turn} from 'node:timers/promises'
import {expect, test} from 'vitest'
import type {Transports} from '../transport/transport.ts'
import {limitTransports} from './limit-transports.ts'

function fakeTransports() {
  let running = 0
  const seen = {most: 0, all: [] as string[]}
  const transports: Transports = {
    to: (host) => ({
      host,
      kind: 'ssh',
      async exec() {
        running += 1
        seen.most = Math.max(seen.most, running)
        seen.all.push(host)
        await turn()
        running -= 1
        if (host === 'node3') throw new Error('it is silent')
        return {code: 0, signal: null, stdout: '', stderr: ''}
      },
      async [Symbol.asyncDispose]() {},
    }),
    async [Symbol.asyncDispose]() {},
  }
  return {transports, seen}
}

test('runs as many commands at a time as fanout says, and all of them, whatever fails', async () => {
  const {transports, seen} = fakeTransports()
  const limited = limitTransports(transports, 4)
  const names = Array.from({length: 20}, (_, at) => `node${at}`)
  const results = await Promise.allSettled(names.map((name) => limited.to(name).exec(['true'])))
  expect(results.filter(({status}) => status === 'rejected')).toHaveLength(1)
  expect(seen).toEqual({most: 4, all: names})
})

test('a command whose signal aborts while it waits is not started', async () => {
  const {transports, seen} = fakeTransports()
  const limited = limitTransports(transports, 1)
  const stop = new AbortController()
  const first = limited.to('node1').exec(['true'])
  const second = limited.to('node2').exec(['true'], {signal: stop.signal})
  stop.abort(new Error('stopped'))
  await expect(second).rejects.toThrow('stopped')
  await first
  expect(seen.all).toEqual(['node1'])
})
