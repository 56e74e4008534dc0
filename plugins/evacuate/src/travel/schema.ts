import {z} from 'zod'
import {recordBase} from '../record/record.ts'

export const absolutePath = z.string().regex(/^\/(?!.*(?:^|\/)\.\.?(?:\/|$)).+$/, 'must be an absolute path without . or ..')

/** What travels with its work. The records of moves would be overwritten by those of the other host. */
export const travellingPath = absolutePath.refine((path) => !overlaps(path, recordBase), {
  error: `must not hold ${recordBase}, where ops keeps its records`,
})

function overlaps(path: string, other: string): boolean {
  const folder = `${path.replace(/\/+/g, '/').replace(/\/$/, '')}/`
  return `${other}/`.startsWith(folder) || folder.startsWith(`${other}/`)
}
