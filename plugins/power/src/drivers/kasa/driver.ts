import type {PowerDriver, PowerReading} from '@ops/core/seams'
import {type ChosenOutlet, checkKnown, checkPins, chooseOutlet} from './choose-outlet.ts'
import type {DeviceIds} from '../kit/device-ids.ts'
import type {KasaConfig} from './config.ts'
import {mayBeNewFirmware, throwReadError, throwSwitchError} from './throw-error.ts'
import {type NewFirmware, probeFirmware} from './transport/firmware-probe.ts'
import {realtimeQuery, switchCommand} from './protocol/commands.ts'
import {type MeterReading, parseRealtime} from './protocol/commands.ts'
import {type Sysinfo, parseSysinfo, sysinfoQuery} from './protocol/sysinfo.ts'
import type {PlugLink} from './transport/plug-link.ts'
import {kasaOutlets, plugName} from './outlet-identity.ts'

export interface KasaDeps {
  link: PlugLink
  host: string
  known?: DeviceIds | undefined
  /** Milliseconds to wait for newer firmware to answer its own probe. */
  probeMs: number
  /** Milliseconds after which a plug that has not answered is probed for it. */
  lateMs: number
}

/** One outlet of a plug or strip that speaks the Kasa protocol on TCP. No state change ever goes by UDP. */
export function kasaDriver(config: KasaConfig, deps: KasaDeps): PowerDriver {
  const {link, host, known} = deps
  const plug = plugName(config)
  const outletId = kasaOutlets.formatOutlet(kasaOutlets.outletOf(config, config.outlet))

  const readSysinfo = async (signal: AbortSignal): Promise<{info: Sysinfo; chosen: ChosenOutlet}> => {
    const info = await querySysinfo(config, deps, signal)
    checkPins(host, plug, config, info)
    const chosen = chooseOutlet(host, plug, {...config, knownChild: known?.childId}, info)
    if (known !== undefined) checkKnown(host, outletId, known, info, chosen)
    return {info, chosen}
  }

  const switchTo = async (on: boolean, signal: AbortSignal) => {
    // Reading first checks the pins and finds the child id; between it and the command lies one round trip.
    const {info, chosen} = await readSysinfo(signal)
    const {text, parseAck} = switchCommand(info.kind, on, chosen.outlet.childId)
    await link.command(config, text, parseAck, signal).catch((error: unknown) => throwSwitchError(error, {host, plug, on}))
  }

  return {
    on: (signal) => switchTo(true, signal),
    off: (signal) => switchTo(false, signal),
    async read(signal): Promise<PowerReading> {
      const {info, chosen} = await readSysinfo(signal)
      const meter = info.hasMeter ? await readMeter(config, link, chosen, signal) : undefined
      return reading(config, info, chosen, meter)
    },
    async [Symbol.asyncDispose]() {},
  }
}

/**
 * Newer firmware may keep port 9999 open and close or leave each connection there. So a plug that is late is probed for it meanwhile,
 * and its answer ends the tries.
 */
async function querySysinfo(config: KasaConfig, {link, host, probeMs, lateMs}: KasaDeps, signal: AbortSignal): Promise<Sysinfo> {
  const recognised = new AbortController()
  let probe: Promise<NewFirmware | undefined> | undefined
  const findFirmware = () => {
    probe ??= probeFirmware(config.address, probeMs, signal)
    return probe
  }
  const timer = setTimeout(() => void findFirmware().then((newer) => newer !== undefined && recognised.abort()), lateMs)
  try {
    return await link.query(config, sysinfoQuery, parseSysinfo, AbortSignal.any([signal, recognised.signal]))
  } catch (error) {
    signal.throwIfAborted()
    const newer = mayBeNewFirmware(error) || recognised.signal.aborted ? await findFirmware() : undefined
    signal.throwIfAborted()
    return throwReadError(error, {host, plug: plugName(config), newer})
  } finally {
    clearTimeout(timer)
  }
}

/** A meter that fails does not invalidate the state of the relay. */
async function readMeter(
  config: KasaConfig,
  link: PlugLink,
  {outlet}: ChosenOutlet,
  signal: AbortSignal,
): Promise<MeterReading | undefined> {
  try {
    return await link.query(config, realtimeQuery(outlet.childId), parseRealtime, signal)
  } catch (error) {
    if (signal.aborted) throw error
    return undefined
  }
}

function reading(config: KasaConfig, info: Sysinfo, {outlet, number}: ChosenOutlet, meter: MeterReading | undefined): PowerReading {
  const {alias, model, deviceId, mac, firmware, hardware, rssiDbm} = info
  const detail = {
    kind: info.kind,
    firmware,
    hardware,
    rssiDbm,
    outletAlias: outlet.alias,
    childId: outlet.childId,
    volts: meter?.volts,
    amperes: meter?.amperes,
    totalWh: meter?.totalWh,
  }
  return {
    state: outlet.isOn ? 'on' : 'off',
    identity: {deviceId, model, alias, ...(mac === undefined ? {} : {mac})},
    outlet: kasaOutlets.outletOf(config, info.kind === 'strip' ? number : undefined),
    ...(outlet.childId === undefined ? {} : {childId: outlet.childId}),
    ...(meter === undefined ? {} : {watts: meter.watts}),
    ...(outlet.onForS === undefined ? {} : {onForS: outlet.onForS}),
    detail: Object.fromEntries(Object.entries(detail).filter(([, value]) => value !== undefined)),
  }
}
