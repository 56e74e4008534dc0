import {errors} from '../../errors/errors.ts'
import type {KasaConfig} from './config.ts'
import type {KasaDeps} from './driver.ts'
import {plugName} from './outlet-identity.ts'
import {RefusalError, ReplyError} from './protocol/reply.ts'
import {ExchangeError} from './transport/exchange.ts'
import {probeFirmware} from './transport/firmware-probe.ts'

/** Why a plug could not be read, as one sentence; one that closed 9999 is asked whether it speaks KLAP. */
export async function explainRead(error: unknown, config: KasaConfig, {host, probeMs}: KasaDeps, signal: AbortSignal): Promise<never> {
  signal.throwIfAborted()
  const plug = plugName(config)
  if (error instanceof ReplyError) throw errors.PLUG_ANSWER_BAD({host, cause: error}, host, plug, error.message)
  if (!(error instanceof ExchangeError)) throw error
  if (!error.sent) {
    const newer = await probeFirmware(config.address, probeMs, signal)
    if (newer !== undefined) throw errors.PLUG_UNSUPPORTED({host, cause: error}, host, plug, newer.model, newer.scheme)
    throw errors.PLUG_SILENT({host, cause: error}, host, plug, error.message)
  }
  throw errors.PLUG_ANSWER_BAD({host, cause: error}, host, plug, error.errno === 'ETIMEDOUT' ? `gave ${error.message}` : error.message)
}

/** What a failed switch leaves: refused by the plug, never sent, or (everything else) unknown. */
export function explainSwitch(error: unknown, {host, plug, on}: {host: string; plug: string; on: boolean}): never {
  const what = on ? 'on' : 'off'
  if (error instanceof RefusalError) throw errors.PLUG_REFUSED({host, cause: error}, host, plug, what, error.message)
  if (error instanceof ExchangeError && !error.sent) throw errors.PLUG_SILENT({host, cause: error}, host, plug, error.message)
  if (error instanceof ReplyError || error instanceof ExchangeError)
    throw errors.POWER_UNKNOWN({host, cause: error}, host, what, `the plug ${plug} ${error.message} after the command had left`)
  throw error
}
