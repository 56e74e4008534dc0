import {untrusted} from '@ops/core/untrusted'
import {describe, expect, test} from 'vitest'
import type {Device} from '../adb/device-list.ts'
import {phonesSection, type PhonesSection} from './section.ts'
import {selectPhones} from './select-phones.ts'

const phones: PhonesSection = {fp3: {serial: 'a1'}, fp2: {serial: '127.20.0.1:6000'}, old: {model: 'Nexus 5'}}
const device = (serial: string, model?: string): Device => ({
  serial,
  state: 'device',
  ...(model === undefined ? {} : {model: untrusted(model)}),
})
const names = (set: string, devices: Device[] = []) => selectPhones(set, phones, devices).map(({name, serial}) => `${name}=${serial}`)

describe('selecting phones', () => {
  test('by name, by set, all of them, in the order of the inventory', () => {
    expect(names('fp[2-3]')).toEqual(['fp3=a1', 'fp2=127.20.0.1:6000'])
    expect(names('@phones!old')).toEqual(['fp3=a1', 'fp2=127.20.0.1:6000'])
    expect(names('fp*')).toEqual(['fp3=a1', 'fp2=127.20.0.1:6000'])
  })

  test('by serial: one of the inventory keeps its name, an attached phone that is not in it has its serial', () => {
    expect(names('127.20.0.1:6000')).toEqual(['fp2=127.20.0.1:6000'])
    expect(names('77aa', [device('77aa')])).toEqual(['77aa=77aa'])
    expect(() => names('77aa')).toThrow('neither a phone of the inventory nor the serial of an attached phone')
  })

  test('by model while exactly one is attached', () => {
    expect(names('old', [device('z', 'Nexus_5')])).toEqual(['old=z'])
    const problems = (devices: Device[]) => selectPhones('@phones', phones, devices).map(({problem}) => problem?.message)
    expect(problems([])).toEqual([undefined, undefined, 'old is not attached: adb does not list a phone of model Nexus 5.'])
    expect(problems([device('y', 'Nexus_5'), device('z', 'Nexus_5')])[2]).toBe('old could be any of y, z: each is of model Nexus 5.')
  })
})

describe('phones: in ops.yaml', () => {
  const parse = async (value: unknown) => (await phonesSection.schema()).safeParse(value)

  test('takes serials, also as numbers, and one key or several', async () => {
    expect((await parse({fp3: {serial: 1234, key: 'a.pub'}, fp2: {model: 'x', key: ['a', 'b']}})).data).toEqual({
      fp3: {serial: '1234', key: ['a.pub']},
      fp2: {model: 'x', key: ['a', 'b']},
    })
  })

  test.each([[{fp: {}}], [{fp: {serial: 'a b'}}], [{fp: {serial: '-x'}}], [{'a/b': {serial: 'x'}}], [{fp: {serial: 'x', typo: 1}}]])(
    'refuses %j',
    async (value) => {
      expect((await parse(value)).success).toBe(false)
    },
  )

  test('refuses names with another meaning, and two phones with one serial', () => {
    const inventory = {
      file: 'ops.yaml',
      hosts: new Map([['web', {}]]),
      groups: new Map([['rack', '']]),
      top: ({name}: {name: string}) =>
        name === 'outlets'
          ? {'strip/1': {}}
          : {
              web: {serial: '1'},
              rack: {serial: '2', charger: 'strip/1'},
              list: {serial: '3', charger: 'web'},
              one: {serial: '4', charger: 'strip/2'},
              two: {serial: '4'},
            },
    } as unknown as Parameters<NonNullable<typeof phonesSection.check>>[0]
    const problems =
      phonesSection.check?.(inventory, {
        spot: (...path) => ({file: path.join('/'), line: 1, column: 1}),
        refused: () => false,
        keysAt: (key) => (key === 'outlets' ? ['strip/1'] : []),
        problemOf: () => undefined,
        select: () => [],
      }) ?? []
    expect(problems.map(({spot, message, hint}) => `${spot.file}: ${message}${hint === undefined ? '' : ` ${hint}`}`)).toEqual([
      'phones/web: a host has the same name; give the phone another one.',
      'phones/rack: a group has the same name; give the phone another one.',
      'phones/list: "list" is a command of ops phone; give the phone another name.',
      'phones/one/charger: "strip/2" is neither a host nor an outlet.',
      'phones/two/serial: one has the same serial 4.',
    ])
  })
})
