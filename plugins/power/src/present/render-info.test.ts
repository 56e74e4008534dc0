import {untrusted} from '@ops/core/untrusted'
import {expect, test} from 'vitest'
import {renderInfo} from './render-info.ts'

test('a meter is shown with the decimals that it measures', () => {
  const reading = {
    state: 'on' as const,
    watts: 39.96,
    onForS: 61,
    identity: {alias: untrusted('rack 1')},
    detail: {volts: 230.04999, amperes: 40 / 230, totalWh: 1499.9999999999998, firmware: '1.2.5', rssiDbm: -51},
  }
  expect(
    renderInfo({host: 'n1', outlets: [{outlet: 'kasa/p:9999', driver: 'kasa', feeds: ['n1'], reading}]}),
  ).toBe(`n1: kasa/p:9999 (kasa), feeds n1
  state: on, 40.0 W, on for 61 s
  alias: rack 1
  volts: 230.0
  amperes: 0.174
  totalWh: 1500
  firmware: 1.2.5
  rssiDbm: -51`)
})

test('the line that pins a plug is for the place that names the outlet', () => {
  const outlet = {outlet: 'kasa/p:9999', driver: 'kasa', feeds: ['sw1', 'sw2'], pin: {mac: '00'}, pinAt: 'outlets.rack.power'}
  expect(renderInfo({host: 'sw1', outlets: [outlet]})).toContain('add to outlets.rack.power in the inventory: mac: "00"')
})

test('a plug that is not the expected one is shown beside the refusal', () => {
  const error = {code: 'POWER_PLUG_CHANGED', message: 'It has another id.', hint: 'check it', exit: 5 as const}
  const found = {identity: {alias: untrusted('rack 1')}, detail: {rssiDbm: -51}}
  expect(renderInfo({host: 'n1', outlets: [{outlet: 'kasa/p:9999', driver: 'kasa', feeds: ['n1'], found, error}], error})).toBe(
    `n1: kasa/p:9999 (kasa), feeds n1
  It has another id.
  Next: check it
  The plug that answers:
    alias: rack 1
    rssiDbm: -51`,
  )
})

test('an outlet that cannot be read has its next step', () => {
  const error = {code: 'POWER_PLUG_SILENT', message: 'The plug is silent.', hint: 'check the address', exit: 4 as const}
  expect(renderInfo({host: 'n1', outlets: [{outlet: 'kasa/p:9999', driver: 'kasa', feeds: ['n1', 'n2', 'n3'], error}], error})).toBe(
    'n1: kasa/p:9999 (kasa), feeds n[1-3]\n  The plug is silent.\n  Next: check the address',
  )
})
