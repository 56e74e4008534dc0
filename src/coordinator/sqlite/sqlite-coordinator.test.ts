import {copyFileSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {describe, expect, onTestFinished, test} from 'vitest'
import {coordinatorContract, manualClock, runModule, sharedCoordinatorContract} from '../../testing/index.ts'
import {systemClock} from '../../time/index.ts'
import {requireWholeChain} from '../chain.ts'
import {sqliteCoordinator} from './sqlite-coordinator.ts'

function scratch(): {file: string; remove: () => void} {
  const dir = mkdtempSync(join(tmpdir(), 'ops-sqlite-'))
  return {file: join(dir, 'journal.sqlite'), remove: () => rmSync(dir, {recursive: true})}
}

const sharedFile = async () => {
  const {file, remove} = scratch()
  const clock = manualClock()
  const here = new URL('./sqlite-coordinator.ts', import.meta.url).href
  const time = new URL('../../time/index.ts', import.meta.url).href
  return {
    open: (actor: string) => sqliteCoordinator({file, clock, actor}),
    pass: clock.advance,
    ttlMs: 300,
    async loseFacts() {
      const other = new DatabaseSync(file)
      other.exec('DROP TABLE IF EXISTS fact')
      other.close()
    },
    module: `
      import {sqliteCoordinator} from ${JSON.stringify(here)}
      import {systemClock} from ${JSON.stringify(time)}
      const coordinator = await sqliteCoordinator({file: ${JSON.stringify(file)}, clock: systemClock, actor: 'child@here'})`,
    close: async () => remove(),
  }
}

coordinatorContract('node:sqlite', sharedFile)
sharedCoordinatorContract('node:sqlite', sharedFile)

describe('the file of the journal', () => {
  const setUp = async () => {
    const {file, remove} = scratch()
    onTestFinished(remove)
    const clock = manualClock()
    return {file, clock, open: () => sqliteCoordinator({file, clock, actor: 'one@here'})}
  }

  test('is a write-ahead log: readers and a writer do not wait for each other', async () => {
    const {file, open} = await setUp()
    await using coordinator = await open()
    await coordinator.append({run: 'r', kind: 'note', act: 'x', data: {}})
    const other = new DatabaseSync(file)
    expect(other.prepare('PRAGMA journal_mode').get()).toEqual({journal_mode: 'wal'})
    other.close()
  })

  test('is copied whole by VACUUM INTO while it is in use; the file alone lacks what is still in the log', async () => {
    const {file, clock, open} = await setUp()
    await using coordinator = await open()
    await coordinator.append({run: 'r', kind: 'note', act: 'x', data: {}})
    copyFileSync(file, `${file}.alone`)
    const other = new DatabaseSync(file)
    other.exec(`VACUUM INTO '${file}.backup'`)
    other.close()
    await using backup = await sqliteCoordinator({file: `${file}.backup`, clock, actor: 'two@here'})
    await requireWholeChain(backup)
    expect(await backup.read({run: 'r'})).toMatchObject([{act: 'x'}])
    const alone = new DatabaseSync(`${file}.alone`)
    expect(() => alone.prepare('SELECT count(*) AS entries FROM entry').get()).toThrow('no such table')
    alone.close()
  })

  test('that was changed from outside is found out', async () => {
    const {file, open} = await setUp()
    {
      await using coordinator = await open()
      for (const act of ['a', 'b', 'c']) await coordinator.append({run: 'r', kind: 'note', act, data: {}})
      expect(await requireWholeChain(coordinator)).toMatchObject({entries: 3})
    }
    const other = new DatabaseSync(file)
    other.exec(`UPDATE entry SET body = replace(body, '"act":"b"', '"act":"B"') WHERE seq = 2`)
    other.close()
    await using coordinator = await open()
    await expect(requireWholeChain(coordinator)).rejects.toMatchObject({
      code: 'JOURNAL_CHANGED',
      message: expect.stringContaining('Entry 2'),
    })
  })

  test('is made once, however many processes find none', async () => {
    const {file} = await setUp()
    const at = Date.now() + 500
    const source = `
      import {openDatabase} from ${JSON.stringify(new URL('./open-database.ts', import.meta.url).href)}
      while (Date.now() < ${at}) {}
      const db = await openDatabase(${JSON.stringify(file)})
      db.close()`
    expect(await Promise.all(Array.from({length: 5}, () => runModule(source).ended))).toEqual(['', '', '', '', ''])
  })

  test('of a later ops is refused', async () => {
    const {file, open} = await setUp()
    const later = new DatabaseSync(file)
    later.exec('PRAGMA user_version = 99')
    later.close()
    await expect(open()).rejects.toMatchObject({code: 'JOURNAL_TOO_NEW', exit: 5})
  })

  test('that is not one is refused', async () => {
    const {file, open} = await setUp()
    const {writeFileSync} = await import('node:fs')
    writeFileSync(file, 'this is not a database, and long enough to be read as a header of one'.repeat(20))
    await expect(open()).rejects.toMatchObject({code: 'JOURNAL_BROKEN', exit: 5})
  })

  test('that cannot be made is an error that names it', async () => {
    const make = (file: string) => sqliteCoordinator({file, clock: manualClock(), actor: 'a@b'})
    for (const file of ['/dev/null/state/journal', '/proc/journal']) {
      const named = {code: 'JOURNAL_UNWRITABLE', exit: 5, message: expect.stringContaining(file)}
      await expect(make(file)).rejects.toMatchObject(named)
    }
  })

  test('that fills up stops the act before it is done', async () => {
    const {open, file} = await setUp()
    await using coordinator = await open()
    const other = new DatabaseSync(file)
    other.exec('CREATE TRIGGER full BEFORE INSERT ON entry BEGIN SELECT RAISE(ABORT, "disk is full"); END')
    other.close()
    await expect(coordinator.append({run: 'r', kind: 'note', act: 'x', data: {}})).rejects.toMatchObject({code: 'JOURNAL_UNWRITABLE'})
  })
})

describe('a lease whose holder died on this machine', () => {
  test('is not waited for', async () => {
    const {file, remove} = scratch()
    onTestFinished(remove)
    const here = new URL('./sqlite-coordinator.ts', import.meta.url).href
    const time = new URL('../../time/index.ts', import.meta.url).href
    const holder = runModule(`
      import {sqliteCoordinator} from ${JSON.stringify(here)}
      import {systemClock} from ${JSON.stringify(time)}
      const coordinator = await sqliteCoordinator({file: ${JSON.stringify(file)}, clock: systemClock, actor: 'child@here'})
      const lease = await coordinator.lease({names: ['host/a', 'host/b'], mode: 'exclusive', ttlMs: 600_000, holder: 'dead'})
      console.log(lease.fence)`)
    const fence = Number(await holder.line())
    await using coordinator = await sqliteCoordinator({file, clock: systemClock, actor: 'one@here'})
    const wanted = {names: ['host/b'], mode: 'exclusive', ttlMs: 1000, holder: 'next'} as const
    await expect(coordinator.lease(wanted)).rejects.toMatchObject({code: 'LEASE_HELD'})
    holder.kill()
    await holder.ended
    await using next = await coordinator.lease(wanted)
    expect(next.fence).toBeGreaterThan(fence)
  })
})

describe('a lease whose holder was stopped', () => {
  test('is lost, says so at once, and cannot be had back by a check', async () => {
    const {file, remove} = scratch()
    onTestFinished(remove)
    const [frozen, going] = [manualClock(), manualClock()]
    await using one = await sqliteCoordinator({file, clock: frozen, actor: 'one@here'})
    await using two = await sqliteCoordinator({file, clock: going, actor: 'two@there'})
    const lost = await one.lease({names: ['host/a'], mode: 'exclusive', ttlMs: 1000, holder: 'run-1'})
    await going.advance(1001)
    await using next = await two.lease({names: ['host/a'], mode: 'exclusive', ttlMs: 1000, holder: 'run-2'})
    expect(next.fence).toBeGreaterThan(lost.fence)
    await expect(lost.check(0)).rejects.toMatchObject({code: 'LEASE_LOST', exit: 5})
    expect(lost.lost.aborted).toBe(true)
    expect(lost.lost.reason).toMatchObject({code: 'LEASE_LOST'})
    await lost.release()
    await next.check(500)
  })

  test('is lost when the file cannot be written in time', async () => {
    const {file, remove} = scratch()
    onTestFinished(remove)
    const clock = manualClock()
    await using one = await sqliteCoordinator({file, clock, actor: 'one@here'})
    const lease = await one.lease({names: ['host/a'], mode: 'exclusive', ttlMs: 900, holder: 'run-1'})
    const other = new DatabaseSync(file)
    other.exec('CREATE TRIGGER full BEFORE UPDATE ON lease BEGIN SELECT RAISE(ABORT, "disk is full"); END')
    await clock.advance(899)
    expect(lease.lost.aborted).toBe(false)
    await clock.advance(2)
    expect(lease.lost.reason).toMatchObject({code: 'LEASE_LOST', message: expect.stringContaining('could not be renewed in time')})
    other.close()
  })
})
