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
    const {z} = await import('zod')
    return z.array(z.string().min(1))
  },
}
