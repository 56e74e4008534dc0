import {expect, test} from 'vitest'
import {requestTarget} from './request-target.ts'

test.each([
  ['/vmlinux', '/vmlinux', ''],
  ['//vmlinux', '//vmlinux', ''],
  ['//', '//', ''],
  ['/a?b=c&d=%20', '/a', 'b=c&d=+'],
  ['http://proxy/a?b=c', '/a', 'b=c'],
])('%s', (target, path, query) => {
  const read = requestTarget(target)
  expect([read?.path, String(read?.query)]).toEqual([path, query])
})

test.each(['*', 'http://[', 'proxy:'])('%s names no file', (target) => expect(requestTarget(target)?.path ?? '').not.toContain('/'))
