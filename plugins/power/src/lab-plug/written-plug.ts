import {commandForm, macForm} from '@ops/core/forms'
import type {LabPlugServer, LabPlugStart} from '@ops/core/seams'
import {z} from 'zod'
import {fileFaults} from './config-file.ts'
import {faultSchema} from './faults.ts'
import {modelNames} from './modules/plug-state.ts'
import {run} from './run-command.ts'
import {type LabPlugOptions, startLabPlug} from './start-lab-plug.ts'

/** A plug as somebody writes it for `ops lab plug`. docs/power.md lists the keys and their defaults. */
export const writtenPlug = z.strictObject({
  model: z.enum(modelNames).optional(),
  address: z.string().min(1).optional(),
  port: z.int().min(0).max(65_535).optional(),
  alias: z.string().min(1).optional(),
  deviceId: z
    .string()
    .regex(/^[0-9A-Fa-f]{40}$/, 'must be 40 hexadecimal digits')
    .optional(),
  mac: macForm.optional(),
  outlets: z
    .array(
      z.strictObject({
        alias: z.string().min(1),
        state: z.enum(['on', 'off']).optional(),
        watts: z.number().min(0).optional(),
        on: commandForm.optional(),
        off: commandForm.optional(),
      }),
    )
    .min(1)
    .optional(),
  klap: z.union([z.boolean(), z.enum(['closes', 'hangs'])]).optional(),
  faults: z.array(faultSchema).optional(),
  faultsFile: z.string().min(1).optional(),
})

type WrittenPlug = z.infer<typeof writtenPlug>

/** Starts one plug in this process. */
export async function startWrittenPlug(written: unknown, {onRelay, report}: LabPlugStart): Promise<LabPlugServer> {
  const {model = 'HS110', address = '127.0.0.1', port = 9999, faults = [], faultsFile, ...rest} = written as WrittenPlug
  const {alias = 'plug', deviceId, mac, klap} = rest
  const outlets: NonNullable<WrittenPlug['outlets']> = rest.outlets ?? [{alias}]
  const options: LabPlugOptions = {
    ...{model, address, port, alias},
    ...(deviceId === undefined ? {} : {deviceId}),
    ...(mac === undefined ? {} : {mac: mac.toUpperCase()}),
    ...(klap === undefined ? {} : {klap}),
    ...(faultsFile === undefined ? {} : {faults: fileFaults(faultsFile, report)}),
    outlets: outlets.map(({alias: name, state = 'on', watts}) => ({
      alias: name,
      on: state === 'on',
      ...(watts === undefined ? {} : {watts}),
    })),
    async onRelay(at, on) {
      const {alias: name, on: onCommand, off: offCommand} = outlets[at] ?? {alias}
      const command = on ? onCommand : offCommand
      const code = command === undefined ? 0 : await run(command)
      if (code === 0) onRelay(name, on)
      else report(`${name}: ${command?.join(' ')} ended with ${code}; the relay was not switched.`)
      return code === 0
    },
  }
  const plug = await startLabPlug(options)
  plug.inject(...faults)
  // A strip is never switched as a whole.
  const outlet = plug.state.model.isStrip ? ', outlet: 1' : ''
  return {
    ...{model, address, port: plug.port, entry: `{driver: kasa, address: ${address}, port: ${plug.port}${outlet}}`},
    [Symbol.asyncDispose]: () => plug[Symbol.asyncDispose](),
  }
}
