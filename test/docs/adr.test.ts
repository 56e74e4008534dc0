import {describe, expect, test} from 'vitest'
import {pages} from './references/page.ts'

const records = pages.filter(({file}) => /^docs\/adr\/\d{4}-[a-z0-9-]+\.md$/.test(file))
const index = pages.find(({file}) => file === 'docs/adr/README.md')

describe('decision records', () => {
  test('are numbered without a gap, and listed with number, title and date', () => {
    const rows = records.map(({file, text}, at) => {
      const [, number, title] = /^# (\d+)\. (.+)$/m.exec(text) ?? []
      const date = /^Date: (\d{4}-\d\d-\d\d)/m.exec(text)?.[1]
      expect(file).toMatch(new RegExp(`/${String(at + 1).padStart(4, '0')}-`))
      return `| ${number} | [${title}](${file.replace('docs/adr/', '')}) | ${date} |`
    })
    expect(rows.length).toBeGreaterThan(10)
    expect(index?.text.match(/^\| \d+ \|.*$/gm)).toEqual(rows)
  })

  test.each(records.map(({file, text}) => [file, text] as const))('%s has the four sections', (_, text) => {
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual([
      'Context',
      'Decision',
      'Consequences',
      'What would change it',
    ])
  })
})
