import {z} from 'zod'
import {recordBase} from '../records/record.ts'

export const absolutePath = z.string().regex(/^\/(?!.*(?:^|\/)\.\.?(?:\/|$)).+$/, 'must be an absolute path without . or ..')

/** A path that is sent along with its work. The folder of the records is excluded: it would overwrite those of the other host. */
export const transferredPath = absolutePath.refine((path) => !overlaps(path, recordBase), {
  error: `must not contain ${recordBase}, the folder of the records of ops`,
})

function overlaps(path: string, other: string): boolean {
  const folder = `${path.replace(/\/+/g, '/').replace(/\/$/, '')}/`
  return `${other}/`.startsWith(folder) || folder.startsWith(`${other}/`)
}
