import {OpsError} from '@ops/core/errors'
import type {OutletIdentity, PowerDriver, PowerReading, PowerState} from '@ops/core/seams'
import {errorMessage, lastLine} from '@ops/core/text'
import type {ExecResult, Transport} from '@ops/core/transport'
import {driverErrors} from '../kit/errors.ts'
import type {ExecConfig, Match} from './config.ts'

export interface ExecDeps {
  transport: Transport
  /** The machine that the outlet feeds. */
  host: string
  outlet: OutletIdentity
}

/** A power driver that runs any program: a fence agent, a script for a PDU, `ipmitool`, `wakeonlan`. */
export function execDriver(config: ExecConfig, {transport, host, outlet}: ExecDeps): PowerDriver {
  const run = (argv: readonly string[], signal: AbortSignal) => transport.exec(argv, {timeoutMs: config.timeout * 1000, signal})

  const switchTo = async (to: 'on' | 'off', signal: AbortSignal) => {
    signal.throwIfAborted()
    const argv = config[to]
    let result: ExecResult
    try {
      result = await run(argv, signal)
    } catch (cause) {
      const notStarted = cause instanceof OpsError && (cause.code === 'TRANSPORT_NOT_STARTED' || cause.code === 'TRANSPORT_NO_ADDRESS')
      if (notStarted) throw driverErrors.POWER_EXEC_UNREACHABLE({host, cause}, host, argv[0] ?? '', errorMessage(cause))
      throw driverErrors.POWER_UNKNOWN({host, cause}, host, to, errorMessage(cause))
    }
    // A program that failed may have switched before it failed.
    if (result.code !== 0) throw driverErrors.POWER_UNKNOWN({host}, host, to, `${argv[0]} ${ending(result)}`)
  }

  return {
    on: (signal) => switchTo('on', signal),
    off: (signal) => switchTo('off', signal),
    async read(signal): Promise<PowerReading> {
      const argv = config.status
      const result = await run(argv, signal).catch((cause: unknown) => {
        signal.throwIfAborted()
        throw driverErrors.POWER_EXEC_UNREACHABLE({host, cause}, host, argv[0] ?? '', errorMessage(cause))
      })
      const state = parseStatus(config, result)
      if (state === 'unknown')
        throw driverErrors.POWER_EXEC_FAILED({host}, host, argv[0] ?? '', `its answer means neither on nor off; it ${ending(result)}`)
      return {state, outlet, detail: {exit: result.code}}
    },
    async [Symbol.asyncDispose]() {},
  }
}

/** Fence agents report off with exit code 2. Shells and Python use the same code for a wrong call, with a message on stderr. */
const isFenceOff = ({code, stderr}: ExecResult) => code === 2 && stderr.trim() === ''

/** Unknown when the answer matches both `isOn` and `isOff`, or neither. */
function parseStatus({isOn, isOff}: ExecConfig, result: ExecResult): PowerState {
  const on = matches(isOn, result)
  const off = isOff === undefined ? isFenceOff(result) : matches(isOff, result)
  if (on === off) return 'unknown'
  return on ? 'on' : 'off'
}

function matches(match: Match, {code, stdout}: ExecResult): boolean {
  return 'exit' in match ? code === match.exit : new RegExp(match.stdout, 'm').test(stdout)
}

function ending({code, signal, stderr}: ExecResult): string {
  const line = lastLine(stderr)
  return `ended with ${code ?? signal}${line === '' ? '' : `: ${line}`}`
}
