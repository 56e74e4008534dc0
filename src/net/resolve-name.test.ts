import {connect, createServer} from 'node:net'
import {once} from 'node:events'
import {expect, test} from 'vitest'
import {lookupName, resolveName} from './resolve-name.ts'

test('an address is its own, and a name of /etc/hosts has what the C library says', async () => {
  expect(await resolveName('10.0.0.7')).toEqual(['10.0.0.7'])
  expect(await resolveName('fe80::1%lo')).toEqual(['fe80::1%lo'])
  expect(await resolveName('localhost')).toEqual(expect.arrayContaining([expect.stringMatching(/^(127\.0\.0\.1|::1)$/)]))
})

test('names that do not resolve are asked side by side, once each, and hold nothing up', async () => {
  const names = Array.from({length: 500}, (_, at) => `x${at}.lab.invalid`)
  const began = performance.now()
  const answers = names.map(resolveName)
  expect(names.map(resolveName)).toEqual(answers)
  expect((await Promise.all(answers)).flat()).toEqual([])
  // 2 s for a resolver that is silent, and what a busy machine adds.
  expect(performance.now() - began).toBeLessThan(20_000)
})

test('a socket connects to a name', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const {port} = server.address() as {port: number}
  const socket = connect({host: 'localhost', port, lookup: lookupName})
  await once(socket, 'connect')
  socket.destroy()
  server.close()
  await expect(once(connect({host: 'x.lab.invalid', port, lookup: lookupName}), 'connect')).rejects.toThrow(
    'x.lab.invalid does not resolve',
  )
})
