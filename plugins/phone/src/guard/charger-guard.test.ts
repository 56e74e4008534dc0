import type {GuardContext} from '@ops/core/seams'
import {expect, test} from 'vitest'
import {phonesSection} from '../inventory/section.ts'
import {chargerGuard} from './charger-guard.ts'

test('gives notice of the phones that lose their charger, and neither refuses nor plans', async () => {
  const top = (section: unknown) =>
    section === phonesSection
      ? {fp3: {serial: '1', charger: 'shelf'}, fp2: {serial: '2', charger: 'strip/3'}, fp1: {serial: '3'}}
      : {'strip/3': {feeds: ['shelf', 'other']}}
  const context = {services: {inventory: {top, hosts: new Map(), groups: new Map()}}} as unknown as GuardContext
  const guard = chargerGuard()
  const host = (name: string) => ({name}) as never
  expect(await guard.check(host('shelf'), context)).toMatchObject({
    findings: [],
    plan: [],
    notices: ['fp3 charges from shelf and will run on its battery', 'fp2 charges from shelf and will run on its battery'],
  })
  expect(await guard.check(host('elsewhere'), context)).toMatchObject({
    findings: [],
    plan: [],
    notices: [],
    evidence: 'no phone charges from it',
  })
})
