import type {PowerDriver, PowerDriverDeps, PowerReading} from '@ops/core/seams'
import {formatHostPort} from '@ops/core/net'
import {type DeviceQueue, driverErrors, normalMac} from '../kit/index.ts'
import type {TasmotaConfig} from './config.ts'
import {tasmotaOutlets} from './outlets.ts'
import {neededParts, parseRelayState, parseStatus, type TasmotaStatus} from './status.ts'
import {sendCommand, WebApiError, type WebLimits} from './web-api.ts'

export interface TasmotaDeps {
  /** The machine that the outlet feeds, for sentences. */
  host: string
  known?: PowerDriverDeps['known']
  queue: DeviceQueue
  limits: WebLimits
  password: string | undefined
}

/** One relay of a device with Tasmota. */
export function tasmotaDriver(config: TasmotaConfig, {host, known, queue, limits, password}: TasmotaDeps): PowerDriver {
  const plug = formatHostPort(config.address, config.port)
  const outletId = tasmotaOutlets.formatOutlet(tasmotaOutlets.outletOf(config, config.outlet))
  const api = {...config, password}
  const passwordSource = config.passwordFile ?? (config.passwordEnv === undefined ? undefined : `$${config.passwordEnv}`)

  /** Sends a question again after any failure except a wrong password, because it changes nothing; a command only while it is unsent. */
  const send = (command: string, isQuestion: boolean, signal: AbortSignal) => {
    const mayRepeat = (error: unknown) =>
      error instanceof WebApiError && (error.kind === 'unsent' || (isQuestion && error.kind === 'unclear'))
    return queue.run({device: plug, mayRepeat, signal}, () => sendCommand(api, command, limits, signal))
  }

  /** `to` is undefined for a question. A command is unknown only if the device may have carried it out; otherwise nothing was changed. */
  const toOpsError = (cause: unknown, signal: AbortSignal, to?: 'on' | 'off'): unknown => {
    if (!(cause instanceof WebApiError)) return cause
    const {kind, message} = cause
    if (to !== undefined && kind === 'unclear')
      return driverErrors.POWER_UNKNOWN({host, cause}, host, to, `the plug ${plug} ${message} after the command was sent`)
    if (signal.aborted) return signal.reason
    if (kind === 'locked') return driverErrors.POWER_PLUG_LOCKED({host, cause}, host, plug, message, passwordSource)
    if (kind === 'unsent') return driverErrors.POWER_PLUG_SILENT({host, cause}, host, plug, message)
    if (to !== undefined) return driverErrors.POWER_PLUG_REFUSED({host, cause}, host, plug, to, message)
    return driverErrors.POWER_PLUG_ANSWER_BAD({host, cause}, host, plug, message + cause.advice)
  }

  /** Reads everything at once; what the device left out (the log behind its web API is short) is asked for alone. */
  const readStatus = async (signal: AbortSignal): Promise<{status: TasmotaStatus; relay: number}> => {
    try {
      const answer = await send('Status 0', true, signal)
      for (const [part, command] of Object.entries(neededParts)) {
        if (answer[part] === undefined) Object.assign(answer, await send(command, true, signal))
      }
      if (answer['Status'] === undefined) Object.assign(answer, await send('Status', true, signal))
      const status = parseStatus(answer)
      checkPins(status)
      return {status, relay: chooseRelay(status)}
    } catch (cause) {
      throw toOpsError(cause, signal)
    }
  }

  /** Addresses move from device to device; a device other than the pinned one is not switched. */
  const checkPins = ({mac, topic}: TasmotaStatus) => {
    if (config.mac !== undefined && normalMac(config.mac) !== mac)
      throw driverErrors.POWER_PLUG_MISMATCH({host}, host, plug, 'MAC address', normalMac(config.mac), mac ?? 'none')
    if (config.topic !== undefined && config.topic !== topic?.raw)
      throw driverErrors.POWER_PLUG_MISMATCH({host}, host, plug, 'topic', config.topic, `${topic ?? 'none'}`)
    if (known?.mac !== undefined && normalMac(known.mac) !== mac)
      throw driverErrors.POWER_PLUG_CHANGED({host}, host, outletId, 'MAC address', known.mac, mac ?? 'none')
  }

  const chooseRelay = ({relays, names}: TasmotaStatus): number => {
    const all = relays.map((_, at) => (names[at] === undefined ? `${at + 1}` : `${at + 1} "${names[at]}"`)).join(', ')
    if (config.outlet === undefined && relays.length > 1) throw driverErrors.POWER_OUTLET_NOT_NAMED({host}, host, plug, all)
    const relay = config.outlet ?? 1
    if (relay > relays.length) throw driverErrors.POWER_OUTLET_MISSING({host}, host, plug, String(relay), all)
    return relay
  }

  const switchTo = async (to: 'on' | 'off', signal: AbortSignal): Promise<void> => {
    // Reading first checks the pins; between it and the command lies one round trip.
    const {relay} = await readStatus(signal)
    try {
      const answer = await send(`Power${relay} ${to.toUpperCase()}`, false, signal)
      if (parseRelayState(answer, relay) !== (to === 'on'))
        throw new WebApiError('refused', `reports that it did not switch (PowerLock${relay} 0 unlocks the relay)`)
    } catch (cause) {
      throw toOpsError(cause, signal, to)
    }
  }

  return {
    on: (signal) => switchTo('on', signal),
    off: (signal) => switchTo('off', signal),
    async read(signal): Promise<PowerReading> {
      const {status, relay} = await readStatus(signal)
      const {relays, watts, mac, names, detail} = status
      const [alias, wattsOfRelay] = [names[relay - 1], watts?.[relay - 1]]
      return {
        state: relays[relay - 1] ? 'on' : 'off',
        outlet: tasmotaOutlets.outletOf(config, relays.length > 1 ? relay : undefined),
        identity: {...(mac === undefined ? {} : {mac}), ...(alias === undefined ? {} : {alias})},
        ...(wattsOfRelay === undefined ? {} : {watts: wattsOfRelay}),
        detail: Object.fromEntries(Object.entries(detail).filter(([, value]) => value !== undefined)),
      }
    },
    async [Symbol.asyncDispose]() {},
  }
}
