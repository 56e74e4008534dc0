import {expect, test} from 'vitest'
import {travellingPath} from './schema.ts'

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
])('%s may travel: %s', (path, may) => expect(travellingPath.safeParse(path).success).toBe(may))
