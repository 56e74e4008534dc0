import {commandMeta} from '@ops/core/yaml'
import {z} from 'zod'

const argv = z.array(z.string().min(1)).min(1).meta(commandMeta)

/** How an answer of the status command is recognised. */
const match = z.union([
  z.strictObject({exit: z.int().min(0).max(255)}),
  z.strictObject({stdout: z.string().min(1).refine(isRegExp, 'must be a regular expression')}),
])

/** Keys beside `driver: exec` in the inventory. */
export const execSchema = z.strictObject({
  on: argv,
  off: argv,
  status: argv,
  isOn: match.default({exit: 0}).describe('the status command reports on'),
  isOff: match
    .optional()
    .describe('the status command reports off (default: exit code 2 with empty stderr); every other answer is unknown'),
  outlet: z.string().min(1).optional().describe('name of the outlet, when several hosts share it'),
  via: z.string().optional().describe('host of the inventory that runs the commands (default: this machine)'),
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
