import {z} from 'zod'
import {parseReply} from './reply.ts'

/** Addressed to one outlet of a strip; never to an empty list, which answers normally and does nothing. */
function withContext(childId: string | undefined, command: Record<string, unknown>): string {
  return JSON.stringify(childId === undefined ? command : {context: {child_ids: [childId]}, ...command})
}

export function setRelayCommand(on: boolean, childId?: string): string {
  return withContext(childId, {system: {set_relay_state: {state: on ? 1 : 0}}})
}

export function realtimeQuery(childId?: string): string {
  return withContext(childId, {emeter: {get_realtime: {}}})
}

/** Throws unless the plug acknowledged. It proves nothing about the relay. */
export function parseRelayAck(text: string): void {
  parseReply(text, 'system', 'set_relay_state', z.looseObject({}))
}

/** Old firmware: V, A, W, kWh; newer: mV, mA, mW, Wh. */
const realtimeSchema = z.union([
  z.looseObject({
    power_mw: z.number(),
    voltage_mv: z.number().optional(),
    current_ma: z.number().optional(),
    total_wh: z.number().optional(),
  }),
  z.looseObject({power: z.number(), voltage: z.number().optional(), current: z.number().optional(), total: z.number().optional()}),
])

export interface MeterReading {
  watts: number
  volts?: number
  amperes?: number
  /** Since the meter was last erased. */
  totalWh?: number
}

export function parseRealtime(text: string): MeterReading {
  const raw = parseReply(text, 'emeter', 'get_realtime', realtimeSchema)
  if (isNew(raw))
    return {
      watts: raw.power_mw / 1000,
      ...thousandths('volts', raw.voltage_mv),
      ...thousandths('amperes', raw.current_ma),
      ...some('totalWh', raw.total_wh),
    }
  return {
    watts: raw.power,
    ...some('volts', raw.voltage),
    ...some('amperes', raw.current),
    ...some('totalWh', raw.total === undefined ? undefined : raw.total * 1000),
  }
}

function isNew(
  raw: z.infer<typeof realtimeSchema>,
): raw is z.infer<typeof realtimeSchema> & {power_mw: number; voltage_mv?: number; current_ma?: number; total_wh?: number} {
  return typeof raw['power_mw'] === 'number'
}

function some<K extends string>(key: K, value: number | undefined): {[P in K]?: number} {
  return value === undefined ? {} : ({[key]: value} as {[P in K]: number})
}

function thousandths<K extends string>(key: K, value: number | undefined): {[P in K]?: number} {
  return some(key, value === undefined ? undefined : value / 1000)
}
