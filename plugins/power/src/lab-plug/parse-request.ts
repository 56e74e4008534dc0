import {z} from 'zod'
import {type OutletState, type PlugState, childId} from './plug-state.ts'

/** What a request orders the plug to do before it answers. */
export interface RelayOrder {
  outlets: number[]
  on: boolean
}

export interface Request {
  order?: RelayOrder
  /** Built after the order was carried out; `failed` when the relay did not follow. */
  reply(view: {invert: boolean; failed: boolean; nowMs: number}): Record<string, unknown>
}

type Method = (input: unknown, at: number[]) => Request

const refusal = (code: number, text: string): Request => ({reply: () => ({err_code: code, err_msg: text})})
const contextSchema = z.looseObject({child_ids: z.array(z.string()).optional()}).optional()
const requestSchema = z.looseObject({context: contextSchema})
const relaySchema = z.looseObject({state: z.union([z.literal(0), z.literal(1)])})

/** Parses a request as firmware does: modules in order, each method answered or refused. Throws when it is not a JSON object. */
export function parseRequest(state: PlugState, text: string): Request {
  const {context, ...modules} = requestSchema.parse(JSON.parse(text))
  const chosen = chooseOutlets(state, context?.child_ids)
  const parts: {module: string; method?: string; answerer: Request}[] = []
  for (const [module, methods] of Object.entries(modules)) {
    const known = modulesOf(state)[module]
    if (known === undefined) parts.push({module, answerer: refusal(-1, 'module not support')})
    else
      for (const [method, input] of Object.entries(methods as Record<string, unknown>)) {
        const answerer =
          chosen === undefined ? refusal(-14, 'entry not exist') : (known[method]?.(input, chosen) ?? refusal(-2, 'member not support'))
        parts.push({module, method, answerer})
      }
  }
  const order = parts.find(({answerer}) => answerer.order !== undefined)?.answerer.order
  return {
    ...(order === undefined ? {} : {order}),
    reply(view) {
      const answer: Record<string, Record<string, unknown>> = {}
      for (const {module, method, answerer} of parts) {
        if (method === undefined) answer[module] = answerer.reply(view)
        else answer[module] = {...answer[module], [method]: answerer.reply(view)}
      }
      return answer
    },
  }
}

/** Plugs without children ignore a context; undefined when an id is not one of ours. */
function chooseOutlets(state: PlugState, ids: string[] | undefined): number[] | undefined {
  const all = state.outlets.map((_, at) => at)
  if (ids === undefined || !state.model.isStrip) return all
  const chosen = ids.map((id) => all.find((at) => childId(state, at) === id || childId(state, at).slice(-2) === id))
  return chosen.includes(undefined) ? undefined : (chosen as number[])
}

function modulesOf(state: PlugState): Record<string, Record<string, Method>> {
  const hasMeter = state.model.feature.includes('ENE')
  return {
    system: {
      get_sysinfo: () => ({reply: ({invert, nowMs}) => sysinfo(state, invert, nowMs)}),
      set_relay_state(input, outlets) {
        const asked = relaySchema.safeParse(input)
        if (!asked.success) return refusal(-3, 'invalid argument')
        const on = asked.data.state === 1
        return {order: {outlets, on}, reply: ({failed}) => (failed ? {err_code: -7, err_msg: 'unknown error'} : {err_code: 0})}
      },
    },
    ...(hasMeter ? {emeter: {get_realtime: (_: unknown, [at = 0]: number[]) => ({reply: () => realtime(state, state.outlets[at])})}} : {}),
    cnCloud: {get_info: () => ({reply: () => ({username: '', server: 'devs.tplinkcloud.com', binded: 0, cld_connection: 0, err_code: 0})})},
    schedule: {get_next_action: () => ({reply: () => ({type: -1, err_code: 0})})},
  }
}

function sysinfo(state: PlugState, invert: boolean, nowMs: number): Record<string, unknown> {
  const {model, alias, deviceId, mac, outlets} = state
  const bit = ({reported}: OutletState) => (reported === invert ? 0 : 1)
  const seconds = ({closed, closedAt}: OutletState) => (closed ? Math.round((nowMs - closedAt) / 1000) : 0)
  const [first] = outlets
  return {
    sw_ver: model.softwareVersion,
    hw_ver: model.hardwareVersion,
    ...(model.isNew ? {mic_type: 'IOT.SMARTPLUGSWITCH'} : {type: 'IOT.SMARTPLUGSWITCH'}),
    model: model.model,
    mac,
    dev_name: 'Smart Wi-Fi Plug',
    alias,
    ...(first === undefined || model.isStrip ? {} : {relay_state: bit(first), on_time: seconds(first), active_mode: 'none'}),
    feature: model.feature,
    updating: 0,
    rssi: -52,
    led_off: 0,
    deviceId,
    hwId: '0'.repeat(32),
    oemId: '0'.repeat(32),
    ...(model.isNew ? {latitude_i: 0, longitude_i: 0} : {latitude: 0, longitude: 0}),
    ...(model.isStrip
      ? {
          child_num: outlets.length,
          children: (state.order ?? outlets.keys().toArray()).flatMap((at) => {
            const outlet = outlets[at]
            if (outlet === undefined) return []
            const {alias: name} = outlet
            return [{id: childId(state, at), state: bit(outlet), alias: name, on_time: seconds(outlet), next_action: {type: -1}}]
          }),
        }
      : {}),
    err_code: 0,
  }
}

function realtime({model}: PlugState, outlet: OutletState | undefined): Record<string, unknown> {
  const power = outlet?.closed ? outlet.watts : 0
  const [voltage, current] = [230, power / 230]
  if (!model.isNew) return {voltage, current, power, total: 1.5, err_code: 0}
  return {
    voltage_mv: voltage * 1000,
    current_ma: Math.round(current * 1000),
    power_mw: Math.round(power * 1000),
    total_wh: 1500,
    err_code: 0,
  }
}
