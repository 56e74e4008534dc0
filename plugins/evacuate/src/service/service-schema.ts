import {commandForm, secondsForm} from '@ops/core/forms'
import {z} from 'zod'
import {absolutePath, transferredPath} from '../transfer/transferred-path.ts'

export const serviceSchema = z
  .strictObject({
    stop: commandForm.describe('stops the service; its exit code does not count, "status" does'),
    start: commandForm.describe('starts the service'),
    status: commandForm.optional().describe('exit code 0: the service runs; 1, 2 or 3: it does not; any other: unknown'),
    pidfile: absolutePath.optional().describe('file with the id of its first process; that process and its children count as this work'),
    files: z.array(transferredPath).default([]).describe('files and folders that are copied to the destination'),
    startsOnce: z
      .array(absolutePath)
      .optional()
      .describe('files such as /etc/rc.local with a line for the work that is known not to start it a second time'),
    timeout: secondsForm({least: 1, most: 3600}).default(60).describe('seconds until "status" must agree after stop and start'),
  })
  .refine((value) => value.status !== undefined || unitOf(value.stop) !== undefined, {
    error:
      'needs "status", the command that tells whether the service runs (not needed with "stop: [systemctl, stop, UNIT]" or "stop: [systemctl, disable, --now, UNIT]")',
    params: {keys: ['status', 'stop']},
  })

export type ServiceConfig = z.infer<typeof serviceSchema>

/** The unit of `systemctl stop UNIT` or `systemctl disable --now UNIT`. */
export function unitOf([program, ...args]: readonly string[]): string | undefined {
  const unit = args.at(-1)
  const [whole, known] = [args.join(' '), [`stop ${unit}`, `disable --now ${unit}`]]
  return program === 'systemctl' && known.includes(whole) ? unit : undefined
}

/** The units that a command stops: of systemctl, service, invoke-rc.d or a script of /etc/init.d. */
export function unitsNamedIn([program = '', ...args]: readonly string[]): string[] {
  const name = program.split('/').at(-1)
  const words = args.filter((word) => !word.startsWith('-'))
  if (name === 'systemctl') return words.slice(1).map(toUnit)
  if (name === 'service' || name === 'invoke-rc.d') return words.slice(0, 1).map(toUnit)
  return program.startsWith('/etc/init.d/') && name !== undefined ? [toUnit(name)] : []
}

const toUnit = (name: string) => (/\.(service|socket|timer|path|target|mount|slice|scope)$/.test(name) ? name : `${name}.service`)
