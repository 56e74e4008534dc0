import {z} from 'zod'

/** `latest.json` beside the published snapshots. */
export const publicationSchema = z.strictObject({
  generation: z.number().int().positive(),
  /** Unix seconds of the data. */
  time: z.number().int().nonnegative(),
  /** Hexadecimal SHA-256, the same as at the end of the file. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().positive(),
  /** Name, in the same folder. */
  file: z.string().regex(/^snapshot-\d+\.bin$/),
})
export type Publication = z.infer<typeof publicationSchema>

export const latestName = 'latest.json'
