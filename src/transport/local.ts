import {runChild} from './run-child.ts'
import type {Transport} from './transport.ts'

/** Runs commands on this machine. */
export function localTransport(host: string): Transport {
  return {
    host,
    kind: 'local',
    exec: (argv, options) => runChild({host, program: argv[0] ?? '', argv}, options),
    async [Symbol.asyncDispose]() {},
  }
}
