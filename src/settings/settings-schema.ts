import {z} from 'zod'

/** `settings:` of ops.yaml for editors; ops itself checks settings without zod, which takes 80 ms to load. */
export const settingsSchema = z.strictObject({
  timeout: z.union([z.string(), z.number()]).optional().describe('end every command after this time, e.g. 10m'),
  fanout: z.int().min(1).optional().describe('hosts that a command works on at the same time'),
  'state-dir': z.string().min(1).optional().describe('folder of the journal and of everything else that ops keeps'),
})
