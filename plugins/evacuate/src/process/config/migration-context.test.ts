import {expect, test} from 'vitest'
import {recordBase, recordFolder} from '../../records/record.ts'
import {imagesFolder} from './migration-context.ts'

test.each([undefined, '/dev/shm/ops', recordBase])('images below %s are not where the record is', (images) => {
  const record = recordFolder('20261121-1306-k3f9', 'a/b')
  const folder = imagesFolder({record, ...(images === undefined ? {} : {images})})
  expect(folder.startsWith(`${images ?? record}/`)).toBe(true)
  expect(`${record}/`.startsWith(`${folder}/`)).toBe(false)
})
