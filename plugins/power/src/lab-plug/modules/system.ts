import {z} from 'zod'
import {childId, type OutletState, type PlugState} from './plug-state.ts'
import {answer, invalidArgument, type Methods} from './method.ts'

const relaySchema = z.looseObject({state: z.union([z.literal(0), z.literal(1)])})

export function systemModule(state: PlugState): Methods {
  return {
    get_sysinfo: () => ({reply: ({invert, nowMs}) => sysinfo(state, invert, nowMs)}),
    set_relay_state(input, outlets) {
      const asked = relaySchema.safeParse(input)
      if (!asked.success) return invalidArgument
      const on = asked.data.state === 1
      return {order: {outlets, on}, reply: ({failed}) => (failed ? {err_code: -7, err_msg: 'unknown error'} : {err_code: 0})}
    },
  }
}

/** `cnCloud` of a plug that has no account. */
export const cloudModule: Methods = {
  get_info: () =>
    answer(() => ({
      ...{username: '', server: 'devs.tplinkcloud.com', binded: 0, cld_connection: 0, illegalType: 0, stopConnect: 0},
      ...{tcspStatus: 0, fwDlPage: '', tcspInfo: '', fwNotifyType: 0},
    })),
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
