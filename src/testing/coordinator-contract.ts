import {spawn} from 'node:child_process'
import {mkdtemp, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {describe, expect, onTestFinished, test} from 'vitest'
import {verifyChain} from '../coordinator/chain.ts'
import type {Coordinator, JournalEntry, LeaseRequest} from '../coordinator/coordinator.ts'
import {type CoordinatorSubject, setUpSubject} from './coordinator-subject.ts'
import {factContract} from './fact-contract.ts'

/** A store that other processes reach, too. */
export interface SharedCoordinatorSubject extends CoordinatorSubject {
  /** Source of an ES module that makes `coordinator` from the same store, in real time: other processes run it. */
  module: string
}

const request = (ttlMs: number, more: Partial<LeaseRequest> = {}): LeaseRequest => ({
  names: ['host/a'],
  mode: 'exclusive',
  holder: 'run-1',
  ttlMs,
  ...more,
})

/** What every Coordinator has to keep, whatever stores its entries. */
export function coordinatorContract(name: string, make: () => Promise<CoordinatorSubject>): void {
  const setUp = () => setUpSubject(make)

  describe(`${name}: the journal`, () => {
    test('gives back what was written, in order, sealed', async () => {
      const {open} = await setUp()
      const one = await open('one@here')
      const two = await open('two@there')
      await one.append({run: 'r1', kind: 'run.start', act: 'power off', data: {hosts: ['a', 'b']}})
      const intent = await two.append({run: 'r2', kind: 'intent', act: 'relay.off', host: 'a', data: {z: 1, ä: '\u0000\ud800'}})
      await one.append({run: 'r2', kind: 'outcome', act: 'relay.off', host: 'a', intent: intent.seq, data: {state: 'done'}})
      expect([one.actor, two.actor]).toEqual(['one@here', 'two@there'])
      const entries = await two.read()
      expect(entries.map(({run, kind, actor}) => [run, kind, actor])).toEqual([
        ['r1', 'run.start', 'one@here'],
        ['r2', 'intent', 'two@there'],
        ['r2', 'outcome', 'one@here'],
      ])
      expect(entries[1]).toEqual(intent)
      expect(entries[1]?.data).toEqual({z: 1, ä: '\u0000\ud800'})
      expect(entries[2]?.intent).toBe(intent.seq)
      expect(entries[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      expect(verifyChain(entries)).toEqual({ok: true, entries: 3, head: entries[2]?.hash})
    })

    test('finds entries by run, host, kind, act and place', async () => {
      const {open} = await setUp()
      const one = await open()
      for (const [run, host, kind, act] of [
        ['r1', 'a', 'intent', 'x'],
        ['r1', 'b', 'note', 'y'],
        ['r2', 'a', 'note', 'x'],
      ] as const)
        await one.append({run, host, kind, act, data: {}})
      const acts = async (query: Parameters<Coordinator['read']>[0]) => (await one.read(query)).map((entry) => entry.run + entry.host)
      const [first] = await one.read()
      expect(await acts({run: 'r1'})).toEqual(['r1a', 'r1b'])
      expect(await acts({host: 'a'})).toEqual(['r1a', 'r2a'])
      expect(await acts({kinds: ['note']})).toEqual(['r1b', 'r2a'])
      expect(await acts({kinds: []})).toEqual([])
      expect(await acts({act: 'x', run: 'r2'})).toEqual(['r2a'])
      expect(await acts({after: first?.seq ?? 0, limit: 1})).toEqual(['r1b'])
    })

    test('shows new entries to a watcher until it stops', async () => {
      const {open, pass} = await setUp()
      const writer = await open('one@here')
      const reader = await open('two@there')
      await writer.append({run: 'r0', kind: 'note', act: 'before', data: {}})
      const stop = new AbortController()
      const seen: JournalEntry[] = []
      const watching = (async () => {
        for await (const entry of reader.watch({kinds: ['note']}, stop.signal)) seen.push(entry)
      })()
      await pass(200)
      await writer.append({run: 'r1', kind: 'note', act: 'first', data: {}})
      await writer.append({run: 'r1', kind: 'intent', act: 'hidden', data: {}})
      await pass(500)
      await writer.append({run: 'r1', kind: 'note', act: 'second', data: {}})
      await pass(500)
      stop.abort()
      await watching
      expect(seen.map(({act}) => act)).toEqual(['first', 'second'])
    })

    test('shows a watcher what it missed', async () => {
      const {open} = await setUp()
      const one = await open()
      const first = await one.append({run: 'r', kind: 'note', act: 'first', data: {}})
      await one.append({run: 'r', kind: 'note', act: 'second', data: {}})
      const seen: string[] = []
      for await (const {act} of one.watch({after: first.seq - 1, limit: 2}, AbortSignal.timeout(100_000))) seen.push(act)
      expect(seen).toEqual(['first', 'second'])
    })
  })

  factContract(name, make)

  describe(`${name}: leases`, () => {
    test('one holder at a time; the refusal names it', async () => {
      const {open, ttlMs} = await setUp()
      const one = await open('one@here')
      const two = await open('two@there')
      const lease = await one.lease(request(ttlMs, {names: ['outlet/s/2', 'host/a', 'host/a']}))
      expect(lease.names).toEqual(['host/a', 'outlet/s/2'])
      await expect(two.lease(request(ttlMs, {names: ['host/b', 'outlet/s/2'], holder: 'run-2'}))).rejects.toMatchObject({
        code: 'LEASE_HELD',
        exit: 5,
        hint: 'ops runs show run-1',
        message: expect.stringMatching(/^outlet\/s\/2 is held \(exclusive\) by run run-1 of one@here/),
      })
      // The refused request took nothing of what was free.
      await using free = await two.lease(request(ttlMs, {names: ['host/b']}))
      await lease.release()
      await lease.release()
      await using next = await two.lease(request(ttlMs, {names: ['outlet/s/2']}))
      expect(free.fence).toBeGreaterThan(lease.fence)
      expect(next.fence).toBeGreaterThan(free.fence)
      expect(lease.lost.aborted).toBe(false)
    })

    test('the leases of a run are listed until they are released', async () => {
      const {open, ttlMs} = await setUp()
      const one = await open('one@here')
      const two = await open('two@there')
      const lease = await one.lease(request(ttlMs, {names: ['host/a'], holder: 'run-1'}))
      await using other = await one.lease(request(ttlMs, {names: ['host/b'], holder: 'run-2'}))
      const [found, ...more] = await two.leasesOf('run-1')
      expect([found, more]).toMatchObject([{name: 'host/a', holder: 'run-1', actor: 'one@here', mode: 'exclusive'}, []])
      expect(found?.remainingMs).toBeGreaterThan(0)
      expect(found?.remainingMs).toBeLessThanOrEqual(ttlMs)
      await lease.release()
      expect(await two.leasesOf('run-1')).toEqual([])
      expect(other.names).toEqual(['host/b'])
    })

    test('shared holders share, and keep an exclusive one out', async () => {
      const {open, ttlMs} = await setUp()
      const one = await open('one@here')
      const two = await open('two@there')
      await using first = await one.lease(request(ttlMs, {mode: 'shared'}))
      const second = await two.lease(request(ttlMs, {mode: 'shared'}))
      expect(second.fence).toBeGreaterThan(first.fence)
      await first.release()
      await expect(one.lease(request(ttlMs))).rejects.toMatchObject({code: 'LEASE_HELD', message: expect.stringContaining('(shared)')})
      await second.release()
      await using alone = await one.lease(request(ttlMs))
      await expect(two.lease(request(ttlMs, {mode: 'shared'}))).rejects.toMatchObject({code: 'LEASE_HELD'})
      await alone.check(0)
    })

    test('renews itself for as long as it is held', async () => {
      const {open, pass, ttlMs} = await setUp()
      const one = await open('one@here')
      const two = await open('two@there')
      await using lease = await one.lease(request(ttlMs))
      await pass(3 * ttlMs)
      expect(lease.lost.aborted).toBe(false)
      await lease.check(ttlMs / 2)
      await expect(two.lease(request(ttlMs))).rejects.toMatchObject({code: 'LEASE_HELD'})
    })

    test('waits for a lease, and not longer than it may', async () => {
      const {open, pass, passUntil, ttlMs} = await setUp()
      const one = await open('one@here')
      const two = await open('two@there')
      const lease = await one.lease(request(ttlMs))
      const late = two.lease(request(ttlMs, {waitMs: 200}))
      await passUntil(late)
      await expect(late).rejects.toMatchObject({code: 'LEASE_HELD'})
      const waiting = two.lease(request(ttlMs, {waitMs: 600_000}))
      await pass(100)
      await lease.release()
      await passUntil(waiting)
      await using next = await waiting
      expect(next.fence).toBeGreaterThan(lease.fence)
    })

    test('stops waiting at the abort', async () => {
      const {open, pass, ttlMs} = await setUp()
      const one = await open()
      await using _ = await one.lease(request(ttlMs))
      const stop = new AbortController()
      const waiting = expect(one.lease(request(ttlMs, {waitMs: 600_000, signal: stop.signal}))).rejects.toThrow('enough')
      await pass(100)
      stop.abort(new Error('enough'))
      await waiting
    })

    test('a check needs the margin, and a lease that is still held', async () => {
      const {open, ttlMs} = await setUp()
      const one = await open()
      const lease = await one.lease(request(ttlMs))
      await expect(lease.check(ttlMs + 1)).rejects.toMatchObject({code: 'LEASE_TOO_SHORT'})
      await lease.release()
      await expect(lease.check(0)).rejects.toMatchObject({code: 'LEASE_LOST'})
    })

    test('closing a client frees what it held', async () => {
      const {open, ttlMs} = await setUp()
      const one = await open('one@here')
      await one.lease(request(ttlMs))
      await one[Symbol.asyncDispose]()
      const two = await open('two@there')
      await using next = await two.lease(request(ttlMs))
      await next.check(0)
    })
  })
}

/** What a Coordinator has to keep when several processes share its store. */
export function sharedCoordinatorContract(name: string, make: () => Promise<SharedCoordinatorSubject>): void {
  const setUp = () => setUpSubject(make)

  describe(`${name}: several processes`, () => {
    test('never overwrite a value that they have not read', async () => {
      const {open, module} = await setUp()
      const counter = `${module}
        for (let done = 0; done < 8; ) {
          const before = await coordinator.facts.read('test', 'count')
          const value = {count: (before?.value.count ?? 0) + 1}
          const change = {space: 'test', key: 'count', value, expect: before?.version ?? 0, act: 'count', text: 'one more'}
          try {
            await coordinator.facts.write('r', [change])
            done += 1
          } catch (error) {
            if (error.code !== 'JOURNAL_FACT_CHANGED') throw error
          }
        }
        await coordinator[Symbol.asyncDispose]()`
      expect(await Promise.all(Array.from({length: 3}, () => runModule(counter).ended))).toEqual(['', '', ''])
      const one = await open()
      expect((await one.facts.read('test', 'count'))?.value).toEqual({count: 24})
      expect(verifyChain(await one.read())).toMatchObject({ok: true, entries: 24})
    })

    test('never hold one lease at once, and fences only grow', async () => {
      const {open, module} = await setUp()
      const dir = await mkdtemp(join(tmpdir(), 'ops-contract-'))
      onTestFinished(() => rm(dir, {recursive: true}))
      const contender = `${module}
        import {appendFileSync, mkdirSync, rmdirSync} from 'node:fs'
        for (let round = 0; round < 8; round += 1) {
          const lease = await coordinator.lease({names: ['host/a', 'host/b'], mode: 'exclusive', ttlMs: 30_000, holder: 'r', waitMs: 50_000})
          mkdirSync(${JSON.stringify(join(dir, 'inside'))})
          await coordinator.append({run: 'r', kind: 'note', act: 'inside', data: {fence: lease.fence}})
          appendFileSync(${JSON.stringify(join(dir, 'fences'))}, lease.fence + '\\n')
          rmdirSync(${JSON.stringify(join(dir, 'inside'))})
          await lease.release()
        }
        await coordinator[Symbol.asyncDispose]()`
      const ends = await Promise.all(Array.from({length: 3}, () => runModule(contender).ended))
      expect(ends).toEqual(['', '', ''])
      const fences = (await readFile(join(dir, 'fences'), 'utf8')).trim().split('\n').map(Number)
      expect(fences).toHaveLength(24)
      expect(fences).toEqual([...new Set(fences)].sort((a, b) => a - b))
      const entries = await (await open()).read()
      expect(entries.map(({data}) => data['fence'])).toEqual(fences)
      expect(verifyChain(entries)).toMatchObject({ok: true, entries: 24})
    })

    test('a killed holder is followed, a living one never', async () => {
      const {module, ttlMs: shortMs} = await setUp()
      // Longer, since a holder that a busy machine keeps from renewing does lose its lease.
      const ttlMs = 4 * shortMs
      const takeThenStay = `${module}
        const lease = await coordinator.lease({names: ['host/a'], mode: 'exclusive', ttlMs: ${ttlMs}, holder: 'dead', waitMs: 0})
        console.log('took ' + lease.fence)`
      const holder = runModule(takeThenStay)
      const fence = Number((await holder.line()).replace('took ', ''))
      const takeOver = `${module}
        console.log('asks')
        const lease = await coordinator.lease({names: ['host/a'], mode: 'exclusive', ttlMs: ${ttlMs}, holder: 'next', waitMs: 50_000})
        console.log(JSON.stringify({fence: lease.fence, atMs: Date.now()}))
        await coordinator[Symbol.asyncDispose]()`
      const next = runModule(takeOver)
      expect(await next.line()).toBe('asks')
      // It lives well beyond its first time, since it renews.
      await new Promise((resolve) => setTimeout(resolve, 2 * ttlMs))
      const killedAtMs = Date.now()
      holder.kill()
      const taken = JSON.parse(await next.line()) as {fence: number; atMs: number}
      await next.ended
      expect(taken.fence).toBeGreaterThan(fence)
      expect(taken.atMs).toBeGreaterThanOrEqual(killedAtMs)
    })
  })
}

/** Runs an ES module in a process of its own; `line` is the next line it prints. `ended` resolves with its stderr if it failed. */
export function runModule(source: string) {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', source], {stdio: ['ignore', 'pipe', 'pipe']})
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<string>((resolve) => child.once('close', (code) => resolve(code === 0 ? '' : `${code}: ${stderr}`)))
  const lines = createInterface({input: child.stdout})[Symbol.asyncIterator]()
  const line = async (): Promise<string> => {
    const {done, value} = await lines.next()
    if (done) throw new Error((await ended) || 'it printed nothing more')
    return value as string
  }
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return {ended, line, kill: () => child.kill('SIGKILL')}
}
