import {describe, expect, it} from 'vitest'
import {OpsError} from '../errors/index.ts'
import type {Host} from '../inventory/inventory.ts'
import {silentProgress} from '../progress/index.ts'
import {type Finding, type Guard, type GuardContext, type GuardReport, Registry, noCut} from '../seams/index.ts'
import {GuardRefusal} from './guard-refusal.ts'
import {runGuards} from './run-guards.ts'

const host = (name: string) => ({name}) as Host
const finding = (code: string, forcible: boolean, on = 'a'): Finding => ({host: on, code, message: `${code}.`, hint: 'stop it', forcible})

function scene(...guards: Guard[]) {
  const log: string[] = []
  const registry = new Registry()
  for (const guard of guards) {
    registry.guards.add(guard.name, {
      ...guard,
      check(on, context) {
        log.push(`check ${guard.name} ${on.name}`)
        return guard.check(on, context)
      },
      ...(guard.clear === undefined ? {} : {clear: async () => void log.push(`clear ${guard.name}`)}),
    })
  }
  const run = {note: async (act: string, data: object, on: string) => void log.push(`${act} ${on} ${JSON.stringify(data)}`)}
  const context = {
    services: {registry, progress: {...silentProgress, say: (line: string) => void log.push(`say ${line}`)}},
    run,
    act: 'power.off',
    signal: new AbortController().signal,
    cut: noCut,
    evacuation: {},
  } as unknown as GuardContext
  const hold = async () => void log.push('hold')
  return {log, go: (force?: string) => runGuards({hosts: [host('a')], force, hold}, context)}
}

/** Reports what the list holds, one entry a look; the last one stays. */
function guard(name: string, order: number, reports: Partial<GuardReport>[], clears = false): Guard {
  let look = 0
  const check = async (on: Host): Promise<GuardReport> => {
    const report = reports[Math.min(look, reports.length - 1)]
    look += 1
    return {guard: name, host: on.name, findings: [], plan: [], ...report}
  }
  return {name, order, check, ...(clears ? {clear: async () => {}} : {})}
}

describe('runGuards', () => {
  it('checks all in order, clears, holds, and checks again', async () => {
    const {log, go} = scene(guard('late', 30, [{}]), guard('evacuation', 10, [{plan: ['move x']}, {}], true))
    await go()
    expect(log).toEqual(['check evacuation a', 'check late a', 'clear evacuation', 'hold', 'check evacuation a', 'check late a'])
  })

  it('clears nothing while any guard refuses', async () => {
    const {log, go} = scene(guard('evacuation', 10, [{plan: ['move x']}], true), guard('work', 30, [{findings: [finding('WORK', true)]}]))
    await expect(go()).rejects.toThrow(GuardRefusal)
    expect(log.some((line) => line.startsWith('clear') || line === 'hold')).toBe(false)
  })

  it('overrides forcible findings with a reason, and journals it', async () => {
    const {log, go} = scene(guard('work', 30, [{findings: [finding('WORK', true)]}]))
    await go('it is scrap')
    expect(log.find((line) => line.startsWith('guard.forced'))).toContain('it is scrap')
  })

  it('journals what refused or was overridden under its host', async () => {
    const findings = [finding('WORK', true), finding('USER', true), finding('WORK', true, 'b')]
    const {log, go} = scene(guard('work', 30, [{findings}]))
    await expect(go()).rejects.toThrow(GuardRefusal)
    await go('it is scrap')
    const notes = log.filter((line) => line.startsWith('guard.')).map((line) => line.replace(/,"findings.*/, ''))
    expect(notes).toEqual([
      'guard.refused a {"text":"WORK. USER."',
      'guard.refused b {"text":"WORK."',
      // Once, although the guards are asked twice.
      'guard.forced a {"text":"it is scrap (WORK. USER.)","reason":"it is scrap"',
      'guard.forced b {"text":"it is scrap (WORK.)","reason":"it is scrap"',
    ])
  })

  it('journals what the second check finds more', async () => {
    const {log, go} = scene(
      guard('work', 30, [{findings: [finding('WORK', true)]}, {findings: [finding('WORK', true), finding('USER', true)]}]),
    )
    await go('it is scrap')
    expect(log.filter((line) => line.startsWith('guard.')).map((line) => /\((.*?)\)/.exec(line)?.[1])).toEqual(['WORK.', 'USER.'])
  })

  it('overrides findings that are not forcible with no reason', async () => {
    const {go} = scene(guard('self', 0, [{findings: [finding('SELF', false), finding('WORK', true)]}]))
    const refusal = (await go('because').catch((error: unknown) => error)) as GuardRefusal
    expect(refusal.findings.map(({code}) => code)).toEqual(['SELF'])
    expect(refusal.exit).toBe(5)
    const all = (await go().catch((error: unknown) => error)) as GuardRefusal
    expect(all.findings.map(({code}) => code)).toEqual(['SELF', 'WORK'])
  })

  it('names a silent host once, however many guards could not see it', async () => {
    const blind = {
      ...guard('evacuation', 10, [{}]),
      check: () => Promise.reject(new OpsError('TRANSPORT_UNREACHABLE', 'a is unreachable.', 'unreachable')),
    }
    const silent = guard('work', 30, [{findings: [{...finding('SILENT', true), hostSilent: true}]}])
    const before = guard('move', 20, [{findings: [{...finding('MOVE_SILENT', true), hostSilent: true}, finding('OTHER', true)]}])
    const both = (await scene(before, silent)
      .go()
      .catch((error: unknown) => error)) as GuardRefusal
    expect(both.findings.map(({code}) => code)).toEqual(['OTHER', 'SILENT'])
    const refusal = (await scene(blind, silent)
      .go()
      .catch((error: unknown) => error)) as GuardRefusal
    expect(refusal.findings.map(({code}) => code)).toEqual(['SILENT'])
  })

  it('refuses work that appeared while it cleared', async () => {
    const {go} = scene(guard('work', 30, [{}, {findings: [finding('WORK', true)]}]))
    await expect(go()).rejects.toThrow('WORK')
  })

  it('refuses when clearing left something to clear', async () => {
    const {go} = scene(guard('evacuation', 10, [{plan: ['move x']}], true))
    await expect(go()).rejects.toMatchObject({code: 'GUARD_NOT_CLEARED', exit: 5})
  })

  it('prints a notice once and refuses nothing because of it', async () => {
    const {log, go} = scene(guard('charger', 90, [{notices: ['fp3 will run on its battery']}]))
    await go()
    expect(log).toEqual(['check charger a', 'say fp3 will run on its battery.', 'hold', 'check charger a'])
  })

  it('reports a guard that cannot reach the host as a finding; any other failure ends the act', async () => {
    const blind = {
      ...guard('work', 30, [{}]),
      check: () => Promise.reject(new OpsError('TRANSPORT_UNREACHABLE', 'a is unreachable.', 'unreachable')),
    }
    await expect(scene(blind).go()).rejects.toMatchObject({code: 'GUARD_REFUSED'})
    await scene(blind).go('it is dead')
    const broken = {...guard('work', 30, [{}]), check: () => Promise.reject(new Error('bug'))}
    await expect(scene(broken).go('it is dead')).rejects.toThrow('bug')
  })
})

describe('the next step of a refusal', () => {
  const hintOf = (...findings: Finding[]) => new GuardRefusal(findings).hint

  it.each<[string | undefined, Finding[]]>([
    ['stop it; or add --force REASON', [finding('A', true)]],
    ['run ops x; or add --force REASON', [{...finding('A', true), hint: 'ops x'}]],
    ['stop it', [finding('A', false)]],
    ['stop it', [finding('A', true), finding('B', false)]],
    ['add --force REASON if x', [{...finding('A', true), hint: 'add --force REASON if x'}]],
    ['add --force REASON', [{...finding('A', true), hint: ''}]],
    [undefined, [{...finding('A', false), hint: ''}]],
  ])('%s', (hint, findings) => expect(hintOf(...findings)).toBe(hint))
})
