import fc from 'fast-check'
import {expect, test} from 'vitest'
import {hookText, hookWithout} from './hook-file.ts'

test('a foreign userinit.sh keeps every line, and is restored as it was', () => {
  const theirs = fc
    .array(
      fc.string().filter((line) => !/[\n\r]/.test(line) && !line.includes('ops sshd')),
      {minLength: 1},
    )
    .map((lines) => `#!/system/bin/sh\n${lines.join('\n')}\nend\n`)
  fc.assert(
    fc.property(theirs, (text) => {
      const once = hookText('userinit', '/data/ssh/ops/start-sshd', text)
      expect(hookText('userinit', '/data/ssh/ops/start-sshd', once)).toBe(once)
      expect(hookWithout('userinit', once)).toBe(text)
    }),
  )
})

test('a hook that only ops wrote is removed completely', () => {
  expect(hookWithout('userinit', hookText('userinit', '/s', undefined))).toBeUndefined()
  expect(hookWithout('magisk', hookText('magisk', '/s', undefined))).toBeUndefined()
})
