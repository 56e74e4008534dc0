import {isIP} from 'node:net'
import type {InventorySection} from '@ops/core/inventory'
import {nearestName} from '@ops/core/spelling'

/** Orderly shutdown of a host: `none`, an argv, or an argv with its times. */
export type ShutdownValue = 'none' | string[] | {command?: string[] | undefined; deadline?: string | undefined; settle?: string | undefined}

export const shutdownSection: InventorySection<ShutdownValue> = {
  name: 'shutdown',
  at: 'host',
  async schema() {
    const [{z}, {commandForm, durationForm, mistakeMessage, positiveDurationForm}] = await Promise.all([
      import('zod'),
      import('@ops/core/forms'),
    ])
    const must = 'must be none, a command such as [systemctl, poweroff], or a mapping with "command", "deadline" and "settle"'
    return z.union(
      [
        z.literal('none'),
        commandForm,
        z.strictObject({
          command: commandForm.optional().describe('default: systemctl poweroff'),
          deadline: positiveDurationForm.optional().describe('until the host must be silent; default 120s'),
          settle: durationForm.optional().describe('between silence and relay, for the disks of the host; default 10s'),
        }),
      ],
      {
        error: ({input}) =>
          typeof input === 'object' && input !== null ? undefined : mistakeMessage({must, hint: shutdownHint(input)}, input),
      },
    )
  },
}

function shutdownHint(input: unknown): string | undefined {
  if (input === false || /^(?:no|off|never|false|disabled|skip)$/i.test(String(input))) return 'Write none.'
  // `none please` is no program.
  if (typeof input === 'string' && /^none\b/i.test(input)) return 'Write none.'
  if (typeof input === 'string' && nearestName(input, ['none']) !== undefined) return 'Did you mean "none"?'
  return typeof input === 'string' && /^[\w./@ -]+$/.test(input) ? `Write [${input.trim().split(/ +/).join(', ')}].` : undefined
}

/** Why a host must not be switched off; it then needs a reason and its name typed once more. */
export const protectSection: InventorySection<string> = {
  name: 'protect',
  at: 'host',
  async schema() {
    const {z} = await import('zod')
    return z.string().trim().min(1)
  },
}

/** Programs that always run on a host and are no work: unit, process, container, user or tcp/PORT, wildcards allowed. */
export const baselineSection: InventorySection<string[]> = {
  name: 'baseline',
  at: 'host',
  async schema() {
    const [{z}, {workForm}] = await Promise.all([import('zod'), import('@ops/core/forms')])
    return z.array(workForm)
  },
}

/** Logins that are no work, as they only read: `USER`, `ADDRESS`, `ADDRESS/BITS` or `USER@ADDRESS`, as an ssh connection shows them. */
export const monitoringSection: InventorySection<string[]> = {
  name: 'monitoring',
  at: 'host',
  async schema() {
    const {z} = await import('zod')
    const message = 'must be a user, an address, a network or a user@address, e.g. nagios, 10.0.0.9, 10.0.9.0/24'
    return z.array(z.string().refine(isMonitoringEntry, message))
  },
}

function isMonitoringEntry(entry: string): boolean {
  const [, user, place = ''] = /^(?:([^@]*)@)?(.*)$/s.exec(entry) ?? []
  const [net = '', bits] = place.split('/')
  const isUser = (name: string) => /^[A-Za-z_][\w.-]*\$?$/.test(name)
  const isPlace = isIP(net) !== 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isIP(net) === 4 ? 32 : 128)))
  return user === undefined ? isPlace || isUser(place) : isUser(user) && isPlace
}
