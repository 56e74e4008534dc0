import {z} from 'zod'

const argv = z.array(z.string().min(1)).min(1)

/** How an answer of the status command is recognised. */
const match = z.union([
  z.strictObject({exit: z.int().min(0).max(255)}),
  z.strictObject({stdout: z.string().min(1).refine(isRegExp, 'is no regular expression')}),
])

/** What stands beside `driver: exec`. */
export const execSchema = z.strictObject({
  on: argv,
  off: argv,
  status: argv,
  isOn: match.default({exit: 0}).describe('the status command says that the outlet is on'),
  isOff: match.optional().describe('and that it is off (unless told: 2, with nothing on stderr); everything else is unknown'),
  outlet: z.string().min(1).optional().describe('name of the outlet, when several hosts share it'),
  via: z.string().optional().describe('host of the inventory on which the commands run; this machine unless told'),
  timeout: z.number().positive().max(55).default(30).describe('seconds for each command'),
})

export type ExecConfig = z.infer<typeof execSchema>
export type Match = z.infer<typeof match>

function isRegExp(source: string): boolean {
  try {
    return new RegExp(source) !== undefined
  } catch {
    return false
  }
}
