import {expect, it} from 'vitest'
import type {Host} from '@ops/core/inventory'
import type {PowerMap} from '../outlets/power-map.ts'
import {dependencyWaves, independentGroups} from './host-order.ts'

const host = (name: string, ...depends: string[]) => ({name, depends}) as unknown as Host
const names = (groups: Host[][]) => groups.map((group) => group.map(({name}) => name))
const outlet = (device: string, child?: string) => ({driver: 'kasa', device, ...(child === undefined ? {} : {child})})

it('puts hosts that others depend on into earlier waves, and ends a cycle', () => {
  expect(names(dependencyWaves([host('web', 'db'), host('db', 'nas'), host('nas'), host('x', 'not-here')]))).toEqual([
    ['nas', 'x'],
    ['db'],
    ['web'],
  ])
  expect(names(dependencyWaves([host('a', 'b'), host('b', 'a'), host('c')]))).toEqual([['c'], ['a', 'b']])
})

it('keeps hosts of one device in one group', () => {
  const supplies = [
    {outlet: outlet('p', '1'), feeds: ['a']},
    {outlet: outlet('p', '2'), feeds: ['b']},
    {outlet: outlet('q'), feeds: ['b', 'c']},
    {outlet: outlet('r'), feeds: ['d']},
  ]
  const map = {of: (name: string) => supplies.filter(({feeds}) => feeds.includes(name))} as PowerMap
  const groups = independentGroups(
    ['a', 'd', 'c', 'b'].map((name) => host(name)),
    map,
  )
  expect(names(groups)).toEqual([['d'], ['a', 'c', 'b']])
})

it('keeps hosts in one group whose outlets both feed a third one', () => {
  const supplies = [
    {outlet: outlet('p'), feeds: ['both', 'x']},
    {outlet: outlet('q'), feeds: ['both', 'y']},
    {outlet: outlet('r'), feeds: ['z']},
  ]
  const map = {of: (name: string) => supplies.filter(({feeds}) => feeds.includes(name))} as PowerMap
  const groups = independentGroups(
    ['x', 'z', 'y'].map((name) => host(name)),
    map,
  )
  expect(names(groups)).toEqual([['z'], ['x', 'y']])
})
