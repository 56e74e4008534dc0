import {readFileSync, readdirSync, statSync} from 'node:fs'
import {describe, expect, it} from 'vitest'
import {accountNothing, findWork} from '../../plugins/power/src/guards/undeclared/find-work.ts'
import {parseSurvey} from '../../plugins/power/src/guards/undeclared/survey/parse-survey.ts'
import {readFixture} from './fixture.ts'
import {plants} from './make/planted/index.ts'

const folder = new URL('fixtures/', import.meta.url)
const files = readdirSync(folder, {recursive: true, encoding: 'utf8'})
  .filter((file) => file.endsWith('.survey'))
  .sort()
const fixtures = files.map((file) => ({file: file.replace(/\.survey$/, ''), ...readFixture(readFileSync(new URL(file, folder), 'utf8'))}))
const idle = fixtures.filter(({planted}) => planted === undefined)
const busy = fixtures.filter(({planted}) => planted !== undefined)

/** What is undeclared on a machine whose inventory entry says nothing about it. */
const workOf = (survey: string) =>
  findWork(parseSurvey(survey), accountNothing, []).map(({kind, name, detail}) => `${kind} ${name}: ${detail}`)

describe('surveys of real machines', () => {
  it.each(idle)('$file: $machine, idle, has no work', ({survey}) => {
    expect(workOf(survey)).toEqual([])
  })

  it.each(busy)('$file: $planted is work', ({survey, finds}) => {
    expect(workOf(survey)).toContainEqual(expect.stringMatching(finds ?? /^$/))
  })

  it('every machine was surveyed idle, and every kind of work on one machine at least', () => {
    const machines = new Set(files.map((file) => file.split('/')[0]))
    expect(idle.map(({file}) => file)).toEqual([...machines].map((machine) => `${machine}/idle`))
    const planted = new Set(busy.map(({file}) => file.split('/')[1]))
    expect(plants.map(({name}) => name).filter((name) => !planted.has(name))).toEqual([])
  })

  it('their files are small enough for a repository', () => {
    const bytes = files.reduce((sum, file) => sum + statSync(new URL(file, folder)).size, 0)
    expect(bytes).toBeLessThan(3_000_000)
  })
})
