import type {Transport} from '@ops/core/transport'
import {runScript} from './run-script.ts'

/** Changes with every boot of the host. */
export async function bootId(transport: Transport, signal: AbortSignal): Promise<string> {
  return (await runScript(transport, "out('boot', boot_id());", {}, {signal})).get('boot') ?? ''
}
