import {expect, test} from 'vitest'
import {sampleFolder} from '../data/sample.ts'
import {buildInChild} from './build-in-child.ts'

test('a build that does not end is ended, with an error', async () => {
  const input = {source: {kind: 'data', folder: sampleFolder()}, generation: 1, now: 0} as const
  const never = new AbortController()
  await expect(buildInChild(input, '/nonexistent/x', never.signal, 1)).rejects.toThrow('it took more than 0.001 s')
  never.abort(new Error('enough'))
  await expect(buildInChild(input, '/nonexistent/x', never.signal)).rejects.toThrow('enough')
})
