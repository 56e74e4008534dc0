import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {verifyChain} from '../coordinator/chain.ts'
import type {Fact, FactChange} from '../coordinator/facts.ts'
import {type CoordinatorSubject, setUpSubject} from './coordinator-subject.ts'

const change = (key: string, value: FactChange['value'], expectedVersion = 0, space = 'test'): FactChange => ({
  space,
  key,
  value,
  expect: expectedVersion,
  act: 'test.remember',
  text: `${key} changed`,
})

/** What every Coordinator has to keep about the values that it remembers. */
export function factContract(name: string, make: () => Promise<CoordinatorSubject>): void {
  const setUp = async () => {
    const set = await setUpSubject(make)
    const one = await set.open('one@here')
    return {...set, one}
  }

  describe(`${name}: the facts`, () => {
    test('have the value of the last note, and say who wrote it when', async () => {
      const {one, open} = await setUp()
      const two = await open('two@there')
      expect(await one.facts.read('test', 'a')).toBeUndefined()
      await one.facts.write('r1', [{...change('a', {n: 1}), host: 'node1'}])
      const first = await two.facts.read('test', 'a')
      expect(first).toMatchObject({space: 'test', key: 'a', value: {n: 1}, actor: 'one@here', run: 'r1'})
      await two.facts.write('r2', [change('a', {n: 2, ä: '\u0000\ud800'}, first?.version)])
      const second = await one.facts.read('test', 'a')
      expect(second).toMatchObject({value: {n: 2, ä: '\u0000\ud800'}, actor: 'two@there', run: 'r2'})
      expect(second?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      expect(second?.version).toBeGreaterThan(first?.version ?? Number.POSITIVE_INFINITY)
      const entries = await one.read()
      expect(entries.map(({kind, act, host, data}) => [kind, act, host, data['text']])).toEqual([
        ['note', 'test.remember', 'node1', 'a changed'],
        ['note', 'test.remember', undefined, 'a changed'],
      ])
      expect(verifyChain(entries)).toMatchObject({ok: true, entries: 2})
    })

    test('keep spaces apart, and list the keys of one in their order', async () => {
      const {one} = await setUp()
      await one.facts.write('r', [change('b', {n: 1}), change('a', {n: 2}), change('a', {n: 3}, 0, 'test.other'), change('B', {n: 4})])
      expect((await one.facts.list('test')).map(({key, value}) => [key, value['n']])).toEqual([
        ['B', 4],
        ['a', 2],
        ['b', 1],
      ])
      expect(await one.facts.list('te')).toEqual([])
    })

    test('are compared before they are set: all changes or none', async () => {
      const {one} = await setUp()
      await one.facts.write('r', [change('a', {n: 1})])
      const version = (await one.facts.read('test', 'a'))?.version ?? 0
      const refused = {code: 'JOURNAL_FACT_CHANGED', exit: 5}
      await expect(one.facts.write('r', [change('b', {n: 1}), change('a', {n: 2})])).rejects.toMatchObject(refused)
      await expect(one.facts.write('r', [change('b', {n: 1}, version), change('a', {n: 2}, version)])).rejects.toMatchObject(refused)
      await expect(one.facts.write('r', [change('a', {n: 2}, version), change('a', {n: 3}, version)])).rejects.toThrow('twice')
      expect(await one.facts.list('test')).toMatchObject([{key: 'a', value: {n: 1}, version}])
      expect(await one.read()).toHaveLength(1)
    })

    test('that were forgotten and set again have a new version', async () => {
      const {one} = await setUp()
      await one.facts.write('r', [change('a', {n: 1})])
      const version = (await one.facts.read('test', 'a'))?.version ?? 0
      await one.facts.write('r', [change('a', undefined, version)])
      expect(await one.facts.read('test', 'a')).toBeUndefined()
      await one.facts.write('r', [change('a', {n: 1})])
      await expect(one.facts.write('r', [change('a', {n: 2}, version)])).rejects.toMatchObject({code: 'JOURNAL_FACT_CHANGED'})
    })

    test('are the same after they were deleted: the journal has them all', async () => {
      const {one, open, loseFacts} = await setUp()
      const steps = fc.array(fc.record({key: fc.constantFrom('a', 'b', '', '__proto__'), n: fc.option(fc.nat(9))}), {maxLength: 12})
      await fc.assert(
        fc.asyncProperty(fc.string(), steps, async (space, changes) => {
          for (const {key, n} of changes) {
            const before = await one.facts.read(space, key)
            await one.facts.write('r', [change(key, n === null ? undefined : {n}, before?.version, space)])
          }
          const before = await one.facts.list(space)
          await loseFacts()
          expect(await one.facts.list(space)).toEqual(before)
          await loseFacts()
          const version = before[0]?.version ?? 0
          await (await open('two@there')).facts.write('r', [change(before[0]?.key ?? 'new', {n: -1}, version, space)])
          const after: Fact[] = await one.facts.list(space)
          expect(after.map(({key}) => key)).toEqual(before.length === 0 ? ['new'] : before.map(({key}) => key))
        }),
        {numRuns: 20},
      )
    })
  })
}
