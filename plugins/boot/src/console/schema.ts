import {z} from 'zod'

/** Where a host's serial console can be read: a log that grows, a unix socket or TCP port that speaks, or a terminal device. */
export const serialSchema = z.union([
  z.strictObject({file: z.string()}),
  z.strictObject({unix: z.string()}),
  z.strictObject({tcp: z.string().regex(/:\d+$/, 'write it as address:port')}),
  /** Its speed is as stty(1) has set it. */
  z.strictObject({device: z.string()}),
])

export type SerialConsole = z.infer<typeof serialSchema>
