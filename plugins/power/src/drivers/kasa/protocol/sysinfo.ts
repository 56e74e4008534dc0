import {type Untrusted, untrusted} from '@ops/core/untrusted'
import {z} from 'zod'
import {normalMac} from '../../kit/mac.ts'
import {parseReply} from './reply.ts'

/** Compact on purpose: several modules in one question can hang or reboot some plugs. */
export const sysinfoQuery = '{"system":{"get_sysinfo":{}}}'

const free = z.string().transform(untrusted)
/** Device ids have 40 hex digits, child ids two more, or these two alone. */
const id = z.string().regex(/^[\w-]{1,64}$/)
const relay = z.union([z.literal(0), z.literal(1)])

/**
 * Old firmware has `type` and `mac`, newer `mic_type` and `mic_mac`. Plugs have `relay_state`, dimmers `brightness` beside it, strips
 * `children`, bulbs `light_state`, and strips of lights its `length` too.
 */
const sysinfoSchema = z.looseObject({
  alias: free.default(untrusted('')),
  model: free,
  deviceId: id,
  mac: z.string().optional(),
  mic_mac: z.string().optional(),
  sw_ver: free.optional(),
  hw_ver: free.optional(),
  rssi: z.number().optional(),
  feature: z.string().optional(),
  relay_state: relay.optional(),
  on_time: z.number().optional(),
  brightness: z.number().optional(),
  light_state: z.looseObject({on_off: relay}).optional(),
  length: z.number().optional(),
  children: z.array(z.looseObject({id, alias: free.default(untrusted('')), state: relay, on_time: z.number().optional()})).optional(),
})

/** `device without a relay`: the Kasa protocol, and nothing in it that switches. */
export type DeviceKind = 'plug' | 'strip' | 'dimmer' | 'bulb' | 'light strip' | 'device without a relay'

export interface KasaOutlet {
  /** Device id and two more digits; undefined on a plug that is its own and only outlet. */
  childId?: string
  alias: Untrusted
  isOn: boolean
  onForS?: number
}

export interface Sysinfo {
  alias: Untrusted
  model: Untrusted
  deviceId: string
  /** `aa:bb:cc:dd:ee:ff` */
  mac?: string
  firmware?: Untrusted
  hardware?: Untrusted
  rssiDbm?: number
  hasMeter: boolean
  kind: DeviceKind
  outlets: KasaOutlet[]
}

export function parseSysinfo(text: string): Sysinfo {
  const raw = parseReply(text, 'system', 'get_sysinfo', sysinfoSchema)
  const mac = raw.mac ?? raw.mic_mac
  // In the order of their ids, which count the sockets from 00: a list in another order must not give them other numbers.
  const outlets = raw.children
    ?.map(({id, alias, state, on_time}) => ({
      childId: id.length <= 2 ? raw.deviceId + id : id,
      alias,
      isOn: state === 1,
      ...onFor(on_time),
    }))
    .sort((one, other) => (one.childId < other.childId ? -1 : 1))
  const state = raw.relay_state ?? raw.light_state?.on_off
  const single = state === undefined ? [] : [{alias: raw.alias, isOn: state === 1, ...onFor(raw.on_time)}]
  return {
    alias: raw.alias,
    model: raw.model,
    deviceId: raw.deviceId,
    ...(mac === undefined ? {} : {mac: normalMac(mac)}),
    ...(raw.sw_ver === undefined ? {} : {firmware: raw.sw_ver}),
    ...(raw.hw_ver === undefined ? {} : {hardware: raw.hw_ver}),
    ...(raw.rssi === undefined ? {} : {rssiDbm: raw.rssi}),
    hasMeter: raw.feature?.split(':').includes('ENE') ?? false,
    kind: kindOf(raw),
    outlets: outlets ?? single,
  }
}

function kindOf({children, relay_state, light_state, brightness, length}: z.infer<typeof sysinfoSchema>): DeviceKind {
  if (children !== undefined) return 'strip'
  if (relay_state !== undefined) return brightness === undefined ? 'plug' : 'dimmer'
  if (light_state === undefined) return 'device without a relay'
  return length === undefined || length === 0 ? 'bulb' : 'light strip'
}

/** HS300 firmware 1.0.10 reports negative times, which mean nothing. */
function onFor(seconds: number | undefined): {onForS?: number} {
  return seconds === undefined || seconds < 0 ? {} : {onForS: seconds}
}
