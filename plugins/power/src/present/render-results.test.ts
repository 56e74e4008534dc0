import type {Host} from '@ops/core/inventory'
import type {Proof} from '@ops/core/seams'
import {expect, test} from 'vitest'
import type {PowerResult} from '../runs/power-result.ts'
import {renderResults} from './render-results.ts'

const relay = (state: string): Proof => ({kind: 'relay', holds: true, detail: `kasa/p:9999 reads ${state}`})
const off: PowerResult = {host: 'n1', power: 'off', changed: true, proofs: [relay('off')], wiring: 'assumed'}

test('the step that proves the wiring is one that works: without an address there is none yet', () => {
  const host = (more: object) => ({hosts: new Map([['n1', {name: 'n1', transport: {kind: 'ssh'}, ...more} as unknown as Host]])})
  expect(renderResults([off], host({address: 'n1'}))).toBe(`n1: off
  + relay: kasa/p:9999 reads off
  ? wiring: assumed from the inventory; ops power identify n1 proves it`)
  expect(renderResults([off], host({}))).toContain('; ops cannot prove it without "address:" of n1')
})

test('a power cycle shows both halves, and all that an off shows', () => {
  const cycle: PowerResult = {
    ...{host: 'n1', power: 'on', changed: true, proofs: [relay('on')], wiring: 'assumed', alsoCut: ['n2']},
    cycled: {proofs: [relay('off')]},
    shutdownSkipped: [{host: 'n1', why: 'requested with --hard'}],
  }
  expect(renderResults([cycle])).toBe(`n1: on
  Off, and with it n2:
  + relay: kasa/p:9999 reads off
  ? wiring: assumed from the inventory; ops power identify n1 proves it
  ! n1 was not shut down before the cut: requested with --hard
  On again:
  + relay: kasa/p:9999 reads on`)
})

test('a machine on the outlet of another one of the command was not off already', () => {
  expect(
    renderResults([
      {...off, alsoCut: ['n2']},
      {...off, host: 'n2', cutWith: 'n1'},
    ]).match(/^n.*/gm),
  ).toEqual(['n1: off, and with it n2', 'n2: off, with n1'])
})

test('a shutdown that was left out is called so, cut or not; one of an earlier run is no reproach', () => {
  const wrong = {code: 'POWER_WRONG_PLUG', message: 'The outlet feeds another machine, so ops cut nothing.', exit: 5 as const}
  const skipped = [{host: 'n1', why: 'it does not answer'}]
  const refused: PowerResult = {...off, power: 'on', changed: false, error: wrong, proofs: [], shutdownSkipped: skipped}
  expect(renderResults([refused])).toContain('  ! n1 was not shut down: it does not answer')
  expect(renderResults([{...refused, shutdownSkipped: [{host: 'n1', why: 'run X shut it down at 12:00', isDown: true}]}])).toContain(
    '  n1 was shut down before: run X shut it down at 12:00',
  )
})

test('what a proof and the error both say is printed once', () => {
  const error = {code: 'POWER_PLUG_CHANGED', message: 'kasa/p:9999 has another id.', hint: 'check it', exit: 5 as const}
  const proofs: Proof[] = [{kind: 'relay', holds: 'unknown', detail: error.message}]
  expect(renderResults([{...off, power: 'unknown', changed: false, proofs, error}])).toBe(
    'n1: unknown\n  kasa/p:9999 has another id.\n  Next: check it',
  )
})

test('a hint that says how --force works is not called one that --force does not override', () => {
  const finding = {host: 'n1', code: 'POWER_PROTECTED', message: 'n1 is protected.', forcible: false}
  const error = {code: 'GUARD_REFUSED', message: '', exit: 5 as const}
  const text = (hint: string) => renderResults([{...off, power: 'on', error, findings: [{...finding, hint}]}])
  expect(text('run ops power off n1 --force REASON --confirm n1')).toMatch(/--confirm n1$/)
  expect(text('run ops on another machine')).toMatch(/machine \(--force does not override this\)$/)
})
