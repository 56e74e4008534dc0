import {commandForm, secondsForm} from '@ops/core/forms'
import {z} from 'zod'

/** How an answer of the status command is recognised. */
const match = z.union([
  z.strictObject({exit: z.int().min(0).max(255)}),
  z.strictObject({stdout: z.string().min(1).refine(isRegExp, 'must be a regular expression')}),
])

/** Keys beside `driver: exec` in the inventory. */
export const execSchema = z
  .strictObject({
    on: commandForm,
    off: commandForm,
    status: commandForm,
    isOn: match.default({exit: 0}).describe('the status command reports on'),
    isOff: match
      .optional()
      .describe('the status command reports off (default: exit code 2 with empty stderr); every other answer is unknown'),
    outlet: z.string().min(1).optional().describe('name of the outlet, when several hosts share it'),
    via: z.string().min(1).optional().describe('host of the inventory that runs the commands (default: this machine)'),
    timeout: secondsForm({most: 55}).default(30).describe('seconds for each command'),
  })
  .refine(({isOn, isOff}) => JSON.stringify(isOn) !== JSON.stringify(isOff), {
    path: ['isOff'],
    message: 'must differ from "isOn", or the same answer means on and off',
  })
  .refine(({on, off}) => !isSame(on, off), {path: ['off'], message: 'must differ from "on"'})
  .refine(({on, off, status}) => !isSame(on, status) && !isSame(off, status), {
    path: ['status'],
    message: 'must differ from "on" and "off", because it is run to read the outlet',
  })

export type ExecConfig = z.infer<typeof execSchema>
export type Match = z.infer<typeof match>

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function isRegExp(source: string): boolean {
  try {
    return new RegExp(source) !== undefined
  } catch {
    return false
  }
}
