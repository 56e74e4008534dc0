import {expect, test} from 'vitest'
import {readKeyFile} from './key-file.ts'

test('a missing key file is reported with its name', async () => {
  await expect(readKeyFile('/nowhere/id.pub')).rejects.toMatchObject({
    code: 'PHONE_KEY_UNREADABLE',
    message: 'The key file /nowhere/id.pub cannot be read: there is no such file.',
  })
})
