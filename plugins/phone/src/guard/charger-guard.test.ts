import {silentProgress} from '@ops/core/progress'
import type {GuardContext} from '@ops/core/seams'
import {expect, test} from 'vitest'
import {phonesSection} from '../inventory/section.ts'
import {chargerGuard} from './charger-guard.ts'

test('reports once per run which phones lose their charger, and refuses nothing', async () => {
  const top = (section: unknown) =>
    section === phonesSection
      ? {fp3: {serial: '1', charger: 'shelf'}, fp2: {serial: '2', charger: 'strip/3'}, fp1: {serial: '3'}}
      : {'strip/3': {feeds: ['shelf', 'other']}}
  const said: string[] = []
  const context = {
    run: {id: 'r1'},
    services: {
      inventory: {top, hosts: new Map(), groups: new Map()},
      progress: {...silentProgress, say: (line: string) => said.push(line)},
    },
  } as unknown as GuardContext
  const guard = chargerGuard()
  const host = (name: string) => ({name}) as never
  const report = await guard.check(host('shelf'), context)
  await guard.check(host('shelf'), context)
  expect(report).toMatchObject({
    findings: [],
    plan: ['fp3 charges from shelf and will run on its battery', 'fp2 charges from shelf and will run on its battery'],
  })
  expect(said).toEqual(['fp3 charges from shelf and will run on its battery.', 'fp2 charges from shelf and will run on its battery.'])
  expect(await guard.check(host('elsewhere'), context)).toMatchObject({findings: [], plan: [], evidence: 'no phone charges from it'})
})
