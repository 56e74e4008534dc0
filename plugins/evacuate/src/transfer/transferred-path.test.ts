import {expect, test} from 'vitest'
import {transferredPath} from './transferred-path.ts'

test.each([
  ['/var/lib/demo', true],
  ['/var/lib/opsview', true],
  ['/var/lib/ops/other', true],
  ['/var/lib/', false],
  ['//var', false],
  ['/var/lib/ops/evacuate', false],
  ['/var/lib/ops/evacuate/x', false],
  ['/srv/../var', false],
  ['var', false],
])('%s may be sent along: %s', (path, may) => expect(transferredPath.safeParse(path).success).toBe(may))
