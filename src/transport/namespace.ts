import {readFile} from 'node:fs/promises'
import {transportErrors} from './errors.ts'
import {runChild} from './run-child.ts'
import type {Transport} from './transport.ts'

/** Enters all namespaces of a lab host through the process id in `pidfile` (nsenter of util-linux, as root). */
export function namespaceTransport(host: string, pidfile: string): Transport {
  return {
    host,
    kind: 'namespace',
    async exec(argv, options) {
      const pid = await readFile(pidfile, 'utf8').catch((cause: Error) => {
        throw transportErrors.TRANSPORT_UNREACHABLE({host, cause}, host, 'through its namespaces', `it does not run (no ${pidfile})`)
      })
      return runChild(
        {host, program: argv[0] ?? '', argv: ['nsenter', '--target', pid.trim(), '--all', '--preserve-credentials', '--', ...argv]},
        options,
      )
    },
    async [Symbol.asyncDispose]() {},
  }
}
