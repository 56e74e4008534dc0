import type {Host} from '@ops/core/inventory'
import {expect, test} from 'vitest'
import {renderGathered, renderStatus} from './render-status.ts'

test('machines with the same state share one line; an unknown one has its reason', () => {
  const on = ['n1', 'n2', 'n3'].map((host) => ({host, power: 'on' as const, changed: false, proofs: []}))
  const error = {code: 'POWER_PLUG_SILENT', message: 'p4 does not answer.', exit: 4 as const}
  expect(renderGathered([...on, {host: 'n4', power: 'unknown', changed: false, proofs: [], error}])).toBe(
    'n[1-3]: on\nn4: unknown: p4 does not answer.',
  )
})

test('a failed host has its next step; gathered, the first one of each error', () => {
  const failed = ['n1', 'n2'].map((host) => {
    const error = {code: 'POWER_PLUG_SILENT', message: 'The plug is silent.', hint: `ops power info ${host}`, exit: 4 as const}
    return {host, power: 'unknown' as const, changed: false, proofs: [], error}
  })
  const on = {host: 'n3', power: 'on' as const, changed: false, proofs: []}
  expect(renderStatus([...failed, on])).toBe(`n1  unknown    The plug is silent.
  Next: ops power info n1
n2  unknown    The plug is silent.
  Next: ops power info n2
n3  on`)
  expect(renderGathered([...failed, on])).toBe('n[1-2]: unknown: The plug is silent.\nn3: on\n  Next: ops power info n1')
})

test('machines that are off with assumed wiring have a note, gathered too', () => {
  const off = (host: string, wiring: 'assumed' | 'proven') => ({host, power: 'off' as const, changed: false, proofs: [], wiring})
  const results = [off('n1', 'assumed'), off('n2', 'assumed'), off('n3', 'proven')]
  const note = 'The wiring of n[1-2] is assumed from the inventory; ops power identify n1 proves it for n1, and so on for each.'
  expect(renderStatus(results).split('\n').at(-1)).toBe(note)
  expect(renderGathered(results)).toBe(`n[1-3]: off\n${note}`)
  expect(renderGathered([off('n3', 'proven')])).toBe('n3: off')
  const host = (name: string, more: object) => [name, {name, transport: {kind: 'ssh'}, ...more} as unknown as Host] as const
  const inventory = {hosts: new Map([host('n1', {address: 'n1'}), host('n2', {})])}
  expect(renderStatus(results, inventory).split('\n').slice(-2)).toEqual([
    'The wiring of n1 is assumed from the inventory; ops power identify n1 proves it.',
    'The wiring of n2 is assumed from the inventory; ops cannot prove it without "address:" of n2.',
  ])
})

test('machines in maintenance are named, gathered too', () => {
  const maintenance = {host: '', reason: 'new disks', by: 'alice@ctl1', since: ''}
  const on = (host: string) => ({host, power: 'on' as const, changed: false, proofs: []})
  const results = [{...on('n1'), maintenance}, {...on('n2'), maintenance}, on('n3')]
  expect(renderGathered(results)).toBe('n[1-3]: on\nn[1-2] is in maintenance: new disks (alice@ctl1).')
})
