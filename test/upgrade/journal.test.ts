import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {root, runOps} from '../cli/run-ops.ts'
import {ask} from './answers.ts'
import {meansTheSame, namesOf, oldCodes, splitCodes} from './error-codes.ts'
import {fixtures, readNdjson} from './files.ts'
import {restoreSqlite} from './journal/journal-file.ts'

interface Story {
  id: string
  command: string
  argv: string[]
  state: string
  endedAt?: string
}

const folder = mkdtempSync(join(tmpdir(), 'ops-upgrade-journal-'))
afterAll(() => rmSync(folder, {recursive: true}))
const dump = join(fixtures, 'journal.ndjson.gz')
const env = {OPS_STATE_DIR: join(folder, 'state')}
const stories = readNdjson<Story>(join(fixtures, 'journal.stories.ndjson.gz'))

beforeAll(() => restoreSqlite(dump, join(folder, 'state/journal.sqlite')))

/** Whether the process of an open run lives can be told on its own machine only: elsewhere the run is unknown. */
const comparable = (story: Story) =>
  story.endedAt === undefined ? {...story, state: story.state === 'interrupted' ? 'unknown' : story.state} : story

/** The older version kept the arguments of evacuations alone. */
const withCommand = (story: Story) => (story.command === 'evacuate' ? {...story, argv: ['evacuate', ...story.argv]} : story)

describe.concurrent('the journal of an older version', () => {
  test('adds up', async () => {
    const [, ...rows] = readNdjson<{table: string; row: {hash: string}}>(dump)
    const entries = rows.filter(({table}) => table === 'entry')
    const last = entries.at(-1)?.row.hash
    expect((await ask(['runs', 'verify'], folder, env)).result).toEqual({entries: entries.length, head: last})
  })

  /** The codes that this version tells mean what the older one told, and all else is the same. */
  const tellsTheSame = (result: unknown, story: Story) => {
    const [now, then] = [splitCodes(comparable(result as Story)), splitCodes(comparable(withCommand(story)))]
    expect(now.rest).toEqual(then.rest)
    expect(now.codes).toHaveLength(then.codes.length)
    for (const [at, old] of then.codes.entries()) {
      expect(oldCodes).toContain(old)
      expect(meansTheSame(now.codes[at] ?? '', old, story.command), `${old} is told as ${now.codes[at]}`).toBe(true)
    }
  }

  test('shows each run as it was; a code may have another name now', async () => {
    const {result} = await ask(['runs', 'list', '--limit', '1000'], folder, env)
    const {runs} = result as {runs: Story[]}
    expect(runs.map(({id}) => id)).toEqual(stories.map(({id}) => id))
    for (const [at, story] of stories.entries()) tellsTheSame(runs[at], story)
    expect(new Set(stories.map(({state}) => state))).toEqual(new Set(['done', 'failed', 'unknown', 'interrupted']))
  })

  test.each(['evacuate', 'power off', 'power on', 'boot start', 'phone sshd'])('shows a run of ops %s that failed', async (command) => {
    const story = stories.find((one) => one.command === command && one.state === 'failed')
    if (story === undefined) throw new Error(`no run of ${command} failed`)
    tellsTheSame((await ask(['runs', 'show', story.id], folder, env)).result, story)
    expect((await runOps(['runs', 'show', story.id], {env})).stdout).toContain(story.id)
  })

  test('has the errors whose names matter most', () => {
    const codes = new Set(stories.flatMap((story) => splitCodes(story).codes))
    expect([...codes]).toEqual(
      expect.arrayContaining(['PLUG_SILENT', 'POWER_UNKNOWN', 'STEP_FAILED', 'TARGET_FAILED', 'TARGET_REFUSED', 'UNDECLARED_WORK']),
    )
    expect(stories.some((story) => JSON.stringify(story).includes('"guard.refused"'))).toBe(true)
  })
})

test('this version goes on with the journal, and it still adds up', async () => {
  const state = join(folder, 'on')
  restoreSqlite(dump, join(state, 'journal.sqlite'))
  const outlet = {driver: 'exec', on: ['true', 'on'], off: ['true', 'off'], status: ['true']}
  writeFileSync(join(folder, 'ops.yaml'), JSON.stringify({hosts: {good: {power: outlet}}}))
  const here = {OPS_STATE_DIR: state, OPS_INVENTORY: join(folder, 'ops.yaml')}
  const before = (await ask(['runs', 'verify'], folder, here)).result as {entries: number}
  expect(await runOps(['power', 'on', 'good'], {env: here})).toMatchObject({code: 0})
  const after = (await ask(['runs', 'verify'], folder, here)).result as {entries: number}
  expect(after.entries).toBeGreaterThan(before.entries)
})

test('every code of the older version is one still, or has another name', () => {
  const files = ['src', 'plugins', 'commands'].flatMap((top) =>
    readdirSync(join(root, top), {recursive: true, withFileTypes: true}).filter(
      ({name}) => name.endsWith('.ts') && !name.endsWith('.d.ts'),
    ),
  )
  const product = files
    .map(({parentPath, name}) => join(parentPath, name))
    .filter((file) => !/\/(dist|node_modules|test)\/|\.test\.ts$/.test(file))
  const text = product.map((file) => readFileSync(file, 'utf8')).join('\n')
  const known = new Set(text.match(/\b[A-Z][A-Z0-9_]{3,}\b/g))
  // One that was renamed must be told by its new name, which must exist.
  const lost = oldCodes.filter((old) => !namesOf(old).some((code) => known.has(code)))
  expect(lost).toEqual([])
})
