import {once} from 'node:events'
import {mkdtempSync, rmSync} from 'node:fs'
import {type IncomingMessage, request} from 'node:http'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {untrusted} from '@ops/core/untrusted'
import {controlServer} from './control-server.ts'
import {EventHub} from '../state/events.ts'

test('a follower of the events that does not read is disconnected; the others are not', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'ops-control-'))
  onTestFinished(() => rmSync(dir, {recursive: true}))
  const hub = new EventHub(() => 0)
  const refuse = () => {
    throw new Error('not asked for')
  }
  const server = controlServer({hub, status: refuse, arm: refuse, disarm: refuse})
  const path = join(dir, 'control')
  await once(server.listen(path), 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const follow = async () => {
    const asking = request({socketPath: path, path: '/events'}).end()
    const [response] = (await once(asking, 'response')) as [IncomingMessage]
    return response
  }
  const stalled = await follow()
  const reading = await follow()
  let read = 0
  reading.setEncoding('utf8').on('data', (text: string) => (read += text.split('\n').length - 1))
  const ended = new Promise((resolve) => stalled.on('error', () => {}).once('close', resolve))
  const many = 20_000
  for (let n = 0; n < many; n++) {
    hub.emit({event: 'child', program: 'test', line: untrusted('x'.repeat(200))})
    if (n % 100 === 0) await new Promise(setImmediate)
  }
  stalled.resume()
  await ended
  await expect.poll(() => read).toBe(many)
})
