import {createSocket} from 'node:dgram'
import {once} from 'node:events'
import {expect, test} from 'vitest'
import {systemTimers} from './link.ts'

test('after a pause of the process, answers are handled before late timers', async () => {
  const socket = createSocket('udp4')
  await once(socket.bind(0, '127.0.0.1'), 'listening')
  const seen: string[] = []
  const both = new Promise<void>((resolve) => {
    const see = (what: string) => seen.push(what) === 2 && resolve()
    socket.on('message', () => see('answer'))
    systemTimers.after(5, () => see('timer'))
  })
  socket.send('answer', socket.address().port, '127.0.0.1')
  const until = performance.now() + 20
  while (performance.now() < until);
  await both
  socket.close()
  expect(seen).toEqual(['answer', 'timer'])
})

test('a cancelled timer does not call', async () => {
  let calls = 0
  const cancel = systemTimers.after(1, () => calls++)
  cancel()
  await new Promise<void>((resolve) => systemTimers.after(5, resolve))
  expect(calls).toBe(0)
})
