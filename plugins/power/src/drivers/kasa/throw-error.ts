import {driverErrors} from '../kit/errors.ts'
import type {KasaConfig} from './config.ts'
import type {KasaDeps} from './driver.ts'
import {plugName} from './outlet-identity.ts'
import {RefusalError, ReplyError} from './protocol/reply.ts'
import {ExchangeError} from './transport/exchange.ts'
import {probeFirmware} from './transport/firmware-probe.ts'

/** Throws the error of a plug that could not be read. A plug without port 9999 is probed for the newer protocol. */
export async function throwReadError(error: unknown, config: KasaConfig, {host, probeMs}: KasaDeps, signal: AbortSignal): Promise<never> {
  signal.throwIfAborted()
  const plug = plugName(config)
  if (error instanceof ReplyError) throw driverErrors.POWER_PLUG_ANSWER_BAD({host, cause: error}, host, plug, error.message)
  if (!(error instanceof ExchangeError)) throw error
  if (!error.sent) {
    const newer = await probeFirmware(config.address, probeMs, signal)
    signal.throwIfAborted()
    if (newer !== undefined) throw driverErrors.POWER_PLUG_UNSUPPORTED({host, cause: error}, host, plug, `${newer.model}`, newer.scheme)
    throw driverErrors.POWER_PLUG_SILENT({host, cause: error}, host, plug, error.message)
  }
  throw driverErrors.POWER_PLUG_ANSWER_BAD({host, cause: error}, host, plug, error.message)
}

/** Throws the error of a switch that failed: the plug refused it, it was never sent, or (everything else) its outcome is unknown. */
export function throwSwitchError(error: unknown, {host, plug, on}: {host: string; plug: string; on: boolean}): never {
  const to = on ? 'on' : 'off'
  if (error instanceof RefusalError) throw driverErrors.POWER_PLUG_REFUSED({host, cause: error}, host, plug, to, error.message)
  if (error instanceof ExchangeError && !error.sent) throw driverErrors.POWER_PLUG_SILENT({host, cause: error}, host, plug, error.message)
  if (error instanceof ReplyError || error instanceof ExchangeError)
    throw driverErrors.POWER_UNKNOWN({host, cause: error}, host, to, `the plug ${plug} ${error.message} after the command was sent`)
  throw error
}
