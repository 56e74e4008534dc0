import {once} from 'node:events'
import type {LabPlugFactory} from '@ops/core/seams'
import {labErrors} from '../errors/lab-errors.ts'

/** Where the events of a plug go: lines for people, or NDJSON for programs. */
export interface PlugOutput {
  json: boolean
  out: {write(text: string): unknown}
  /** Writes a line to stderr. */
  say(line: string): void
}

/** Runs one plug until the signal aborts. */
export async function servePlug(
  factory: LabPlugFactory | undefined,
  settings: object,
  {json, out, say}: PlugOutput,
  signal: AbortSignal,
): Promise<void> {
  if (factory === undefined) throw labErrors.LAB_PLUG_UNKNOWN({})
  const print = (event: string, text: string, detail: object) =>
    out.write(`${json ? JSON.stringify({type: `ops.plug.${event}/1`, ...detail}) : text}\n`)
  const onRelay = (outlet: string, on: boolean) => print('relay', `${outlet}: ${on ? 'on' : 'off'}`, {outlet, on})
  await using plug = await factory.start(settings, {onRelay, report: say}).catch((cause: NodeJS.ErrnoException) => {
    const {address = '127.0.0.1', port = 9999} = settings as {address?: string; port?: number}
    throw labErrors.LAB_PLUG_NO_ADDRESS({cause}, `${address}:${port}`, cause.code ?? cause.message)
  })
  const {model, address, port, entry} = plug
  print('ready', `A simulated ${model} listens on ${address}:${port}. A machine on it has\n  power: ${entry}`, {model, address, port})
  if (!signal.aborted) await once(signal, 'abort')
}
