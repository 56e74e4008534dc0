import {expect, it} from 'vitest'
import type {Host} from '@ops/core/inventory'
import type {PowerMap} from '../outlets/power-map.ts'
import {apart, dependencyWaves} from './host-order.ts'

const host = (name: string, ...depends: string[]) => ({name, depends}) as unknown as Host
const names = (groups: Host[][]) => groups.map((group) => group.map(({name}) => name))

it('puts what others depend on into earlier waves, and ends a cycle', () => {
  expect(names(dependencyWaves([host('web', 'db'), host('db', 'nas'), host('nas'), host('x', 'not-here')]))).toEqual([
    ['nas', 'x'],
    ['db'],
    ['web'],
  ])
  expect(names(dependencyWaves([host('a', 'b'), host('b', 'a'), host('c')]))).toEqual([['c'], ['a', 'b']])
})

it('keeps hosts of one device in one group', () => {
  const ids: Record<string, string[]> = {a: ['kasa/p/1'], b: ['kasa/p/2', 'kasa/q'], c: ['kasa/q'], d: ['kasa/r']}
  const feeds = (id: string) => Object.keys(ids).filter((name) => ids[name]?.includes(id))
  const map = {of: (name: string) => (ids[name] ?? []).map((id) => ({id, feeds: feeds(id)}))} as PowerMap
  expect(
    names(
      apart(
        ['a', 'd', 'c', 'b'].map((name) => host(name)),
        map,
      ),
    ),
  ).toEqual([['d'], ['a', 'c', 'b']])
})

it('keeps hosts in one group whose outlets both feed a third one', () => {
  const supplies = [
    {id: 'kasa/p', feeds: ['both', 'x']},
    {id: 'kasa/q', feeds: ['both', 'y']},
    {id: 'kasa/r', feeds: ['z']},
  ]
  const map = {of: (name: string) => supplies.filter(({feeds}) => feeds.includes(name))} as PowerMap
  const groups = apart(
    ['x', 'z', 'y'].map((name) => host(name)),
    map,
  )
  expect(names(groups)).toEqual([['z'], ['x', 'y']])
})
