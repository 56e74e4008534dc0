import {spawn} from 'node:child_process'
import {Agent, request} from 'node:http'
import {createInterface} from 'node:readline'
import {PassThrough} from 'node:stream'
import {expect, onTestFinished, test} from 'vitest'
import {type DaemonEvent, ndjson} from './index.ts'

const parsed = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as DaemonEvent)

test('lines that a slow reader does not take are dropped, counted, and reported once it has caught up', async () => {
  const pipe = new PassThrough({highWaterMark: 16 * 1024})
  const print = ndjson(pipe)
  const wide = 'x'.repeat(1000)
  for (let n = 0; n < 3000; n++) print({type: 'ops.demo.answered/1', at: `t${n}`, n, wide})
  let text = ''
  pipe.on('data', (part) => (text += part))
  await expect.poll(() => text.includes('dropped')).toBe(true)
  print({type: 'ops.demo.answered/1', at: 'later', n: 3000})
  await expect.poll(() => text.includes('later')).toBe(true)
  const events = parsed(text)
  const at = events.findIndex(({type}) => type === 'ops.demo.dropped/1')
  const kept = events.slice(0, at)
  expect(kept.map(({n}) => n)).toEqual(kept.map((_, n) => n))
  expect(kept.length).toBeGreaterThan(1000)
  expect(events.slice(at)).toEqual([
    {type: 'ops.demo.dropped/1', at: 't2999', since: `t${at}`, lines: 3000 - at},
    {type: 'ops.demo.answered/1', at: 'later', n: 3000},
  ])
})

test('a daemon whose output is not read goes on answering, in bounded memory', async () => {
  const at = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)
  const source = `
    import {createServer} from 'node:http'
    import {httpListener, ndjson, runDaemon} from ${at('./index.ts')}
    const print = ndjson(process.stdout)
    const wide = 'x'.repeat(4000)
    let n = 0
    const server = createServer((_request, response) => {
      for (let line = 0; line < 100; line++) print({type: 'ops.demo.answered/1', at: '', n: n++, wide})
      response.end(String(process.stdout.writableLength))
    })
    await runDaemon({name: 'demo', listeners: [httpListener('web', server, {host: '127.0.0.1', port: 0})], drainMs: 1000, onEvent: print}, new AbortController().signal)`
  const daemon = spawn(process.execPath, ['--input-type=module', '-e', source], {stdio: ['ignore', 'pipe', 'inherit']})
  onTestFinished(() => void daemon.kill('SIGKILL'))
  const lines = createInterface({input: daemon.stdout})
  const seen: DaemonEvent[] = []
  lines.on('line', (line) => seen.push(JSON.parse(line)))
  await expect.poll(() => seen.some(({type}) => type === 'ops.demo.ready/1')).toBe(true)
  const [host, port] = String(seen[0]?.['address']).split(':')

  daemon.stdout.pause()
  lines.pause()
  const agent = new Agent({keepAlive: true})
  onTestFinished(() => agent.destroy())
  const get = () =>
    new Promise<number>((resolve, reject) => {
      const asking = request({host, port, agent}, (response) => response.setEncoding('utf8').on('data', (text) => resolve(Number(text))))
      asking.on('error', reject).end()
    })
  // 40 MB of lines: a hundred times what pipe and sink hold.
  const held: number[] = []
  for (let asked = 0; asked < 100; asked++) held.push(await get())
  expect(Math.max(...held)).toBeLessThan(1.1 * 1024 * 1024)
  expect(held.at(-1)).toBeGreaterThan(0)

  lines.resume()
  await expect.poll(() => seen.some(({type}) => type === 'ops.demo.dropped/1')).toBe(true)
  const answered = seen.filter(({type}) => type === 'ops.demo.answered/1')
  expect(answered.length + Number(seen.find(({type}) => type === 'ops.demo.dropped/1')?.['lines'])).toBe(10_000)
})
