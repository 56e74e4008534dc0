import {addressForm, isMapping, macForm, portForm} from '@ops/core/forms'
import {z} from 'zod'

/** Keys beside `driver: tasmota` in ops.yaml. The values come from a person: say what is wrong with each. */
export const tasmotaSchema = z
  .strictObject({
    address: addressForm({user: 'user: *', port: 'port: *'}).describe('DNS name or IP address of the device'),
    port: portForm.default(80),
    outlet: z.int().min(1).max(32).optional().describe('relay of a device that has several: number from 1'),
    user: z.string().min(1).default('admin').describe('of the web API'),
    passwordFile: z
      .string()
      .startsWith('/', 'must be an absolute path')
      .optional()
      .describe('file whose first line is the password of the web API'),
    passwordEnv: z.string().min(1).optional().describe('environment variable with the password of the web API'),
    mac: macForm.optional().describe('pin: refuse a device with another MAC address'),
    topic: z.string().min(1).optional().describe('pin: refuse a device with another MQTT topic'),
  })
  .refine(({passwordFile, passwordEnv}) => passwordFile === undefined || passwordEnv === undefined, {
    path: ['passwordEnv'],
    message: 'give "passwordFile" or "passwordEnv", not both',
    when: isMapping,
  })

export type TasmotaConfig = z.infer<typeof tasmotaSchema>
