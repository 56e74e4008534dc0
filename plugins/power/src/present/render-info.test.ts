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

test('an outlet that cannot be read has its next step', () => {
  const error = {code: 'POWER_PLUG_SILENT', message: 'The plug is silent.', hint: 'check the address', exit: 4 as const}
  expect(renderInfo({host: 'n1', outlets: [{outlet: 'kasa/p:9999', driver: 'kasa', feeds: ['n1', 'n2', 'n3'], error}], error})).toBe(
    'n1: kasa/p:9999 (kasa), feeds n[1-3]\n  The plug is silent.\n  Next: check the address',
  )
})
