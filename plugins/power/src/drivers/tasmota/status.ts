import {normalMac} from '../kit/index.ts'
import {type Untrusted, untrusted} from '@ops/core/untrusted'
import {z} from 'zod'
import {WebApiError} from './web-api.ts'

/** What the driver needs of the answers to `Status`, `Status 5`, `Status 10` and `Status 11`; `Status 0` has all of them. */
export interface TasmotaStatus {
  mac: string | undefined
  topic: Untrusted | undefined
  /** Names of the relays, as people gave them. */
  names: Untrusted[]
  /** Relays in order: on or off. */
  relays: boolean[]
  /** Watts per relay; undefined without a meter, or where one meter measures several relays. */
  watts: number[] | undefined
  detail: Record<string, unknown>
}

const perPhase = z.union([z.number(), z.array(z.number())])
const free = z.string().transform(untrusted)
const netSchema = z.looseObject({Mac: z.string().optional(), Hostname: free.optional()})

/** Only what is read is checked: other keys differ from build to build. */
const statusSchema = z.looseObject({
  Status: z
    .looseObject({
      Topic: free.optional(),
      DeviceName: free.optional(),
      FriendlyName: z.union([free, z.array(free)]).optional(),
      Power: z.union([z.number(), z.string()]).optional(),
    })
    .optional(),
  StatusFWR: z.looseObject({Version: free.optional(), Hardware: free.optional()}).optional(),
  StatusNET: netSchema.extend({Ethernet: netSchema.optional()}),
  StatusSNS: z.looseObject({
    ENERGY: z
      .looseObject({Power: perPhase, Voltage: perPhase.optional(), Current: perPhase.optional(), Total: perPhase.optional()})
      .optional(),
  }),
  StatusSTS: z.looseObject({UptimeSec: z.number().optional(), Wifi: z.looseObject({Signal: z.number().optional()}).optional()}),
})

/** The parts without which a status says nothing, and the commands that ask for one alone. */
export const neededParts = {StatusNET: 'Status 5', StatusSNS: 'Status 10', StatusSTS: 'Status 11'}

export function parseStatus(answer: unknown): TasmotaStatus {
  const {data, error} = statusSchema.safeParse(answer)
  if (data === undefined) throw new WebApiError('unclear', `answered an unexpected status: ${error.issues[0]?.path.join('.')}`)
  const {Status: status, StatusFWR: firmware, StatusNET: net, StatusSNS: sensors, StatusSTS: state} = data
  const relays = readRelays(state)
  // Of one relay `Power` is 0 or 1, as a number or as text. It cannot be renamed, as the words for on and off can.
  const [only] = relays
  if (relays.length === 1 && status?.Power !== undefined && Number(status.Power) !== Number(only))
    throw new WebApiError('unclear', `reports both POWER ${only ? 'ON' : 'OFF'} and Status.Power ${status.Power}`)
  const mac = [net.Mac, net.Ethernet?.Mac].find((found) => found !== undefined && !/^[0:]+$/.test(found))
  const energy = sensors.ENERGY
  return {
    mac: mac === undefined ? undefined : normalMac(mac),
    topic: status?.Topic,
    names: [status?.FriendlyName ?? []].flat(),
    relays,
    watts: wattsPerRelay(energy?.Power, relays.length),
    detail: {
      name: status?.DeviceName,
      topic: status?.Topic,
      hostname: net.Hostname,
      firmware: firmware?.Version,
      hardware: firmware?.Hardware,
      rssiDbm: state.Wifi?.Signal,
      uptimeS: state.UptimeSec,
      volts: single(energy?.Voltage),
      amperes: single(energy?.Current),
      totalWh: typeof energy?.Total === 'number' ? energy.Total * 1000 : undefined,
    },
  }
}

/** `POWER` of a device with one relay, else `POWER1`, `POWER2` and so on. Any word but ON and OFF is no state. */
function readRelays(state: Record<string, unknown>): boolean[] {
  const keys = state['POWER'] === undefined ? Object.keys(state).filter((key) => /^POWER\d+$/.test(key)) : ['POWER']
  const count = Math.max(0, ...keys.map((key) => Number(key.slice('POWER'.length) || 1)))
  if (count === 0) throw new WebApiError('unclear', 'reports no relay')
  if (keys.length !== count) throw new WebApiError('unclear', `reports ${keys.join(', ')} only`)
  return Array.from({length: count}, (_, at) => parseRelayState(state, at + 1))
}

/** The state of one relay in the answer to `Power`, or in a status. */
export function parseRelayState(answer: Record<string, unknown>, relay: number): boolean {
  const word = answer[`POWER${relay}`] ?? (relay === 1 ? answer['POWER'] : undefined)
  if (word === 'ON' || word === 'OFF') return word === 'ON'
  if (word === undefined) throw new WebApiError('unclear', `answered without POWER${relay}`)
  throw new WebApiError('unclear', `reports a state of relay ${relay} that is neither ON nor OFF (set StateText1 OFF and StateText2 ON)`)
}

/** A meter for each relay, or one meter for one relay. */
function wattsPerRelay(power: number | number[] | undefined, relays: number): number[] | undefined {
  const watts = power === undefined ? [] : [power].flat()
  return watts.length === relays ? watts : undefined
}

function single(value: number | number[] | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined
}
