import {z} from 'zod'

// YAML reads ids that consist of digits as numbers, which lose their last digits.
const quoted = 'must be quoted'

/** Keys beside `driver: kasa` in the inventory. */
export const kasaSchema = z.strictObject({
  address: z.string().min(1).describe('DNS name or IP address of the plug or strip'),
  port: z.int().min(1).max(65535).default(9999),
  outlet: z
    .union([z.int().min(1), z.string().min(1)])
    .optional()
    .describe('of a strip: number from 1, alias, or child id'),
  deviceId: z.string(quoted).optional().describe('pin: refuse a plug with another device id'),
  mac: z.string(quoted).optional().describe('pin: refuse a plug with another MAC address'),
  model: z.string().optional().describe('pin: refuse a plug whose model does not begin with this'),
})

export type KasaConfig = z.infer<typeof kasaSchema>
