import {silentProgress} from '@ops/core/progress'
import {expect, test} from 'vitest'
import {phoneLabPart} from './lab-part.ts'

test('without root the lab phone is refused before anything is built', async () => {
  const input = {root: '/nowhere', privileged: false, env: {}, signal: AbortSignal.timeout(1000), say: silentProgress.say}
  await expect(phoneLabPart.up(input as unknown as Parameters<typeof phoneLabPart.up>[0])).rejects.toMatchObject({
    code: 'PHONE_LAB_NEEDS_ROOT',
  })
})
