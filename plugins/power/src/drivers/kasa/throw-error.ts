import {driverErrors} from '../kit/errors.ts'
import {RefusalError, ReplyError} from './protocol/reply.ts'
import {ExchangeError, unresolved} from './transport/exchange.ts'
import type {NewFirmware} from './transport/firmware-probe.ts'

/** Whether a failed question tells nothing about the protocol: no connection, or one that was closed or left without an answer. */
export function mayBeNewFirmware(error: unknown): boolean {
  return error instanceof ExchangeError && error.errno !== 'EPROTO' && error.errno !== unresolved
}

/** Throws the error of a plug that could not be read. `newer`: the plug answered to the probe of the newer protocol. */
export function throwReadError(error: unknown, {host, plug, newer}: {host: string; plug: string; newer: NewFirmware | undefined}): never {
  if (newer !== undefined) throw driverErrors.POWER_PLUG_UNSUPPORTED({host, cause: error}, host, plug, `${newer.model}`, newer.scheme)
  if (error instanceof ReplyError) throw driverErrors.POWER_PLUG_ANSWER_BAD({host, cause: error}, host, plug, error.message)
  if (!(error instanceof ExchangeError)) throw error
  const code = error.sent ? 'POWER_PLUG_ANSWER_BAD' : 'POWER_PLUG_SILENT'
  throw driverErrors[code]({host, cause: error}, host, plug, error.message)
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
