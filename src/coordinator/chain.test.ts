import fc from 'fast-check'
import {expect, test} from 'vitest'
import {chainHash, entryBody, genesisHash, verifyChain} from './chain.ts'
import type {JournalEntry} from './coordinator.ts'

function chain(acts: readonly string[]): JournalEntry[] {
  let head = genesisHash
  return acts.map((act, at) => {
    const entry = {seq: at + 1, at: '2026-01-01T00:00:00.000Z', actor: 'a@b', run: 'r', kind: 'note' as const, act, data: {at}}
    head = chainHash(head, entryBody(entry))
    return {...entry, hash: head}
  })
}

const acts = fc.array(fc.string(), {minLength: 2, maxLength: 8})

test('an untouched chain adds up', () => {
  fc.assert(
    fc.property(acts, (list) => {
      expect(verifyChain(chain(list))).toMatchObject({ok: true, entries: list.length})
    }),
  )
})

test('a changed entry shows at its place', () => {
  fc.assert(
    fc.property(acts, fc.nat(), (list, pick) => {
      const entries = chain(list)
      const at = pick % entries.length
      const touched = entries.map((entry, index) => (index === at ? {...entry, data: {at: 'changed'}} : entry))
      expect(verifyChain(touched)).toMatchObject({ok: false, seq: at + 1})
    }),
  )
})

test('a removed entry shows, unless it was the last', () => {
  fc.assert(
    fc.property(acts, fc.nat(), (list, pick) => {
      const entries = chain(list)
      const at = pick % (entries.length - 1)
      expect(verifyChain(entries.toSpliced(at, 1))).toMatchObject({ok: false, seq: at + 2})
    }),
  )
})

test('two entries that changed places show', () => {
  const [first, second] = chain(['a', 'b'])
  expect(verifyChain([second, first].filter((entry) => entry !== undefined))).toMatchObject({ok: false, seq: 2})
})
