import fc from 'fast-check'
import {expect, test} from 'vitest'
import {unifiedDiff} from './render-plan.ts'

test('shows three lines around a change and leaves out the rest', () => {
  const lines = Array.from({length: 12}, (_, at) => `line ${at + 1}`)
  const after = lines.with(5, 'changed')
  expect(unifiedDiff('/f', `${lines.join('\n')}\n`, `${after.join('\n')}\n`)).toBe(
    ['--- /f', '+++ /f', '@@ -3,7 +3,7 @@', ' line 3', ' line 4', ' line 5', '-line 6', '+changed', ' line 7', ' line 8', ' line 9'].join(
      '\n',
    ),
  )
})

test('a new and a removed file have /dev/null as the other name', () => {
  expect(unifiedDiff('/f', undefined, 'a\n')).toBe('--- /dev/null\n+++ /f\n@@ -0,0 +1,1 @@\n+a')
  expect(unifiedDiff('/f', 'a\n', undefined)).toBe('--- /f\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a')
})

test('following the diff turns the one text into the other', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), {maxLength: 25})
  fc.assert(
    fc.property(text, text, (before, after) => {
      const show = (lines: string[]) => lines.map((line) => `${line}\n`).join('')
      expect(follow(before, unifiedDiff('/f', show(before), show(after)))).toEqual(after)
    }),
  )
})

function follow(before: string[], diff: string): string[] {
  const output: string[] = []
  let at = 0
  for (const line of diff.split('\n').slice(2)) {
    const hunk = /^@@ -(\d+),(\d+) /.exec(line)
    if (hunk !== null) {
      const from = Math.max(0, Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1))
      output.push(...before.slice(at, from))
      at = from
    } else if (line.startsWith('+')) output.push(line.slice(1))
    else {
      expect(before[at]).toBe(line.slice(1))
      if (line.startsWith(' ')) output.push(line.slice(1))
      at++
    }
  }
  return [...output, ...before.slice(at)]
}
