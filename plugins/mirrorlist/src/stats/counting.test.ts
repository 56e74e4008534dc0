import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {manualClock} from '@ops/core/testing'
import {expect, onTestFinished, test} from 'vitest'
import {openStore, readStore} from '../store/open-store.ts'
import {maxNames, otherName} from './store/categories.ts'
import {CountSum} from './store/counts.ts'
import {StatsWriter} from './stats-writer.ts'
import {dayOf, lastDay, neighbours, StatsStore, totalsUpTo} from './store/stats-store.ts'
import {WorkerCounter} from './worker-counter.ts'

function file(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ops-counting-'))
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}))
  return join(folder, 's.sqlite')
}

const read = (path: string, date: string) => {
  using db = readStore(path)
  return db === undefined ? [] : dayOf(db, date, 'countries')
}

test('a worker reports counts under the names that were valid when it counted', () => {
  const counter = new WorkerCounter()
  counter.use({repositories: ['gcc+c+++x86_64'], countries: ['N/A', 'SE']})
  counter.count({repository: 0, requestedProtocols: 0, countme: 2}, {country: 1, family: 4}, 3, 2)
  counter.count({repository: 0, requestedProtocols: 0, countme: 0}, {country: 1, family: 4}, 3, 2)
  counter.count({repository: -1, requestedProtocols: 3, countme: 0}, {country: 0, family: 6}, -1, 11)
  counter.use({repositories: ['other+noarch'], countries: ['N/A', 'DE']})
  counter.count({repository: 0, requestedProtocols: 0, countme: 0}, {country: 1, family: 0}, 0, 0)
  expect(counter.take()).toEqual([
    {
      repositories: {'gcc+c++': 2, '(path)': 1},
      archs: {x86_64: 2, '(path)': 1},
      countries: {'N/A': 1, SE: 2},
      tiers: {none: 1, geoip: 2},
      protocols: {any: 2, 'https+http': 1},
      clients: {libdnf: 2, curl: 1},
      families: {IPv4: 2, IPv6: 1},
      countme: {'not counted': 2, 'first month': 1},
    },
    {
      repositories: {other: 1},
      archs: {noarch: 1},
      countries: {DE: 1},
      tiers: {netblock: 1},
      protocols: {any: 1},
      clients: {none: 1},
      families: {unknown: 1},
      countme: {'not counted': 1},
    },
  ])
  expect(counter.take()).toEqual([])
})

test('a category has a bound, in memory and over several writes to one day', () => {
  const path = file()
  using store = new StatsStore(path)
  for (const half of ['a', 'b']) {
    const sum = new CountSum()
    for (let at = 0; at < maxNames; at++) sum.addOne('countries', `${half}${at}`, 1)
    sum.addOne('countries', 'x'.repeat(500), 1)
    store.add(new Map([['2026-11-21', sum]]))
  }
  const names = read(path, '2026-11-21')
  expect(names).toHaveLength(maxNames + 1)
  expect(names[0]).toEqual({name: otherName, requests: maxNames + 2})
})

test('while the file cannot be written counts stay in memory, and are written later', async () => {
  const path = file()
  const clock = manualClock(Date.UTC(2026, 10, 21))
  const problems: (string | undefined)[] = []
  {
    await using writer = new StatsWriter({file: path, clock, onProblem: (problem) => problems.push(problem)})
    writer.add({countries: {SE: 5}})
    writer.write()
    expect(read(path, '2026-11-21')).toEqual([{name: 'SE', requests: 5}])
    using blocker = openStore(path, {what: 'test', version: 1, schema: ''})
    blocker.db.exec('ALTER TABLE access RENAME TO moved')
    writer.add({countries: {SE: 2}})
    writer.write()
    writer.add({countries: {DE: 1}})
    writer.write()
    expect(problems).toEqual([
      expect.stringMatching(/^The statistics cannot be written to .*: no such table: access\. Counts are kept in memory\.$/),
    ])
    expect(writer.sinceStart.get('countries')?.get('SE')).toBe(7)
    blocker.db.exec('ALTER TABLE moved RENAME TO access')
    writer.write()
    expect(problems.at(-1)).toBeUndefined()
  }
  expect(read(path, '2026-11-21')).toEqual([
    {name: 'SE', requests: 7},
    {name: 'DE', requests: 1},
  ])
})

test('a locked file delays the statistics only', async () => {
  const path = file()
  const problems: (string | undefined)[] = []
  await using writer = new StatsWriter({file: path, clock: manualClock(0), onProblem: (problem) => problems.push(problem)})
  using blocker = new DatabaseSync(path)
  blocker.exec('BEGIN IMMEDIATE')
  writer.add({countries: {SE: 1}})
  const started = performance.now()
  writer.write()
  expect(performance.now() - started).toBeLessThan(2500)
  expect(problems).toEqual([expect.stringMatching(/database is locked\. Counts are kept in memory\.$/)])
  blocker.exec('ROLLBACK')
  writer.write()
  expect(problems.at(-1)).toBeUndefined()
  expect(read(path, '1970-01-01')).toEqual([{name: 'SE', requests: 1}])
})

test('days have neighbours, totals and an end', () => {
  const path = file()
  using store = new StatsStore(path)
  const sum = new CountSum()
  sum.addOne('countries', 'SE', 3)
  store.add(new Map(['2026-11-01', '2026-11-20', '2026-11-21'].map((date) => [date, sum])))
  store.add(new Map(), 2)
  using db = readStore(path)
  if (db === undefined) throw new Error('no statistics')
  expect(neighbours(db, '2026-11-21')).toEqual({previous: '2026-11-20', next: undefined})
  expect(neighbours(db, '2026-11-20')).toEqual({previous: undefined, next: '2026-11-21'})
  expect([lastDay(db, '2026-11-20'), lastDay(db, '2026-11-19')]).toEqual(['2026-11-20', undefined])
  expect(totalsUpTo(db, '2026-11-21', 'countries', 3).map(({requests}) => requests)).toEqual([0, 3, 3])
})
