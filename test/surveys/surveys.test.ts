import {readFileSync, readdirSync, statSync} from 'node:fs'
import {describe, expect, it} from 'vitest'
import {accountNothing, findWork} from '../../plugins/power/src/guards/undeclared/find-work.ts'
import {parseSurvey} from '../../plugins/power/src/guards/undeclared/survey/parse-survey.ts'
import {readFixture} from './fixture.ts'
import {machines} from './make/machines.ts'
import {plants} from './make/planted/index.ts'

const folder = new URL('fixtures/', import.meta.url)
const files = readdirSync(folder, {recursive: true, encoding: 'utf8'})
  .filter((file) => file.endsWith('.survey'))
  .sort()
const fixtures = files.map((file) => ({file: file.replace(/\.survey$/, ''), ...readFixture(readFileSync(new URL(file, folder), 'utf8'))}))
const idle = fixtures.filter(({planted}) => planted.length === 0)
const busy = fixtures.flatMap(({planted, ...fixture}) => planted.map((work) => ({...fixture, ...work})))

/** What is undeclared on a machine whose inventory entry says nothing about it, and what the survey could not see. */
function workOf(text: string): string[] {
  const survey = parseSurvey(text)
  const unseen = survey.unseen.map(({subject, why}) => `unseen ${subject}: ${why}`)
  return [...findWork(survey, accountNothing, []).map(({kind, name, detail}) => `${kind} ${name}: ${detail}`), ...unseen]
}

describe('surveys of real machines', () => {
  it.each(idle)('$file: $machine, idle, has no work', ({survey}) => {
    expect(workOf(survey)).toEqual([])
  })

  it.each(busy)('$file: $what is work', ({survey, finds}) => {
    expect(workOf(survey)).toContainEqual(expect.stringMatching(finds))
  })

  it('there are surveys of every machine, idle too, and of every kind of work', () => {
    expect(idle.map(({file}) => file).sort()).toEqual(machines.map(({name}) => `${name}/idle`).sort())
    const whats = new Set(busy.map(({what}) => what))
    expect(plants.filter(({what}) => !whats.has(what)).map(({name}) => name)).toEqual([])
  })

  it('their files are small enough for a repository', () => {
    const bytes = files.reduce((sum, file) => sum + statSync(new URL(file, folder)).size, 0)
    expect(bytes).toBeLessThan(3_000_000)
  })
})
