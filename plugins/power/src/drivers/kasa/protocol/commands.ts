import {z} from 'zod'
import {parseReply} from './reply.ts'
import type {DeviceKind} from './sysinfo.ts'

/** Addressed to one outlet of a strip; never to an empty list, which answers normally and does nothing. */
function withContext(childId: string | undefined, command: Record<string, unknown>): string {
  return JSON.stringify(childId === undefined ? command : {context: {child_ids: [childId]}, ...command})
}

/** A command that switches, and how its acknowledgement is read. That proves nothing about the relay. */
export interface SwitchCommand {
  text: string
  /** Throws unless the device acknowledged. */
  parseAck(text: string): void
}

/** Bulbs have a service of their own instead of a relay; `transition_period: 0` switches at once. */
const lightServices = {
  bulb: ['smartlife.iot.smartbulb.lightingservice', 'transition_light_state'],
  'light strip': ['smartlife.iot.lightStrip', 'set_light_state'],
} as const

export function switchCommand(kind: DeviceKind, on: boolean, childId?: string): SwitchCommand {
  const [module, method, input] =
    kind === 'bulb' || kind === 'light strip'
      ? ([...lightServices[kind], {on_off: on ? 1 : 0, transition_period: 0}] as const)
      : (['system', 'set_relay_state', {state: on ? 1 : 0}] as const)
  return {
    text: withContext(childId, {[module]: {[method]: input}}),
    parseAck: (text) => void parseReply(text, module, method, z.looseObject({})),
  }
}

export function realtimeQuery(childId?: string): string {
  return withContext(childId, {emeter: {get_realtime: {}}})
}

export interface MeterReading {
  watts: number
  volts?: number
  amperes?: number
  /** Since the meter was last erased. */
  totalWh?: number
}

/** Newer firmware: mW, mV, mA, Wh. */
const newerRealtime = z
  .looseObject({
    power_mw: z.number(),
    voltage_mv: z.number().optional(),
    current_ma: z.number().optional(),
    total_wh: z.number().optional(),
  })
  .transform(
    ({power_mw, voltage_mv, current_ma, total_wh}): MeterReading => ({
      watts: power_mw / 1000,
      ...(voltage_mv === undefined ? {} : {volts: voltage_mv / 1000}),
      ...(current_ma === undefined ? {} : {amperes: current_ma / 1000}),
      ...(total_wh === undefined ? {} : {totalWh: total_wh}),
    }),
  )

/** Old firmware: W, V, A, kWh. */
const olderRealtime = z
  .looseObject({power: z.number(), voltage: z.number().optional(), current: z.number().optional(), total: z.number().optional()})
  .transform(
    ({power, voltage, current, total}): MeterReading => ({
      watts: power,
      ...(voltage === undefined ? {} : {volts: voltage}),
      ...(current === undefined ? {} : {amperes: current}),
      ...(total === undefined ? {} : {totalWh: total * 1000}),
    }),
  )

export function parseRealtime(text: string): MeterReading {
  return parseReply(text, 'emeter', 'get_realtime', z.union([newerRealtime, olderRealtime]))
}
