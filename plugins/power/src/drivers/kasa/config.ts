import {addressForm, macForm, portForm} from '@ops/core/forms'
import {z} from 'zod'

/** Keys beside `driver: kasa` in the inventory. */
export const kasaSchema = z.strictObject({
  address: addressForm({port: 'port: *'}).describe('DNS name or IP address of the plug or strip'),
  port: portForm.default(9999),
  outlet: z
    .union([z.int().min(1), z.string().min(1)])
    .optional()
    .describe('of a strip: number from 1, alias, or child id'),
  deviceId: z.string().min(1).optional().describe('pin: refuse a plug with another device id'),
  mac: macForm.optional().describe('pin: refuse a plug with another MAC address'),
  model: z.string().min(1).optional().describe('pin: refuse a plug whose model does not begin with this'),
})

export type KasaConfig = z.infer<typeof kasaSchema>
