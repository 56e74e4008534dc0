import {isIP} from 'node:net'
import type {InventorySection} from '@ops/core/inventory'
import {commandMeta} from '@ops/core/yaml'

/** Orderly shutdown of a host: `none`, an argv, or an argv with its times. */
export type ShutdownValue = 'none' | string[] | {command?: string[] | undefined; deadline?: string | undefined; settle?: string | undefined}

export const shutdownSection: InventorySection<ShutdownValue> = {
  name: 'shutdown',
  at: 'host',
  async schema() {
    const {z} = await import('zod')
    const argv = z.array(z.string().min(1)).min(1).meta(commandMeta)
    const time = z.string().regex(/^\d+(\.\d+)?(ms|s|m|h)?$/, 'must be a length of time, e.g. 90s')
    return z.union([
      z.literal('none'),
      argv,
      z.strictObject({
        command: argv.optional().describe('default: systemctl poweroff'),
        deadline: time.optional().describe('until the host must be silent; default 120s'),
        settle: time.optional().describe('between silence and relay, for the disks of the host; default 10s'),
      }),
    ])
  },
}

/** Programs that always run on a host and are no work: unit, process, container, user or tcp/PORT, wildcards allowed. */
export const baselineSection: InventorySection<string[]> = {
  name: 'baseline',
  at: 'host',
  async schema() {
    const {z} = await import('zod')
    return z.array(z.string().min(1))
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
