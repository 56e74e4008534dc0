import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import {runOps} from '../cli/run-ops.ts'
import {fencedBlocks, pages} from './references/page.ts'

const folder = mkdtempSync(join(tmpdir(), 'ops-docs-'))
afterAll(() => rmSync(folder, {recursive: true}))

describe('every ops.yaml that a page shows is accepted', () => {
  const shown = pages.flatMap((page) => fencedBlocks(page).map(({line, text}) => [`${page.file}:${line}`, text] as const))
  test.each(shown.filter(([, text]) => text.startsWith('# ops.yaml')))('%s', async (where, text) => {
    const file = join(folder, `${where.replaceAll(/\W/g, '-')}.yaml`)
    writeFileSync(file, text)
    const {code, stderr} = await runOps(['inventory', 'check', '--inventory', file])
    expect({code, stderr}).toEqual({code: 0, stderr: ''})
  })
})
