import {loadScript} from '@ops/core/scripts'
import {lastLine} from '@ops/core/text'
import type {Transport} from '@ops/core/transport'
import {errors} from '../errors/errors.ts'

export interface ScriptOptions {
  signal?: AbortSignal
  timeoutMs?: number
  stdin?: string
}

export type ScriptArguments = Record<string, string | number | undefined>

/** Lines `KEY VALUE…` that a script printed; a key may come several times. */
export class ScriptOutput {
  readonly #lines: readonly (readonly [string, string])[]

  constructor(text: string) {
    this.#lines = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const at = line.indexOf(' ')
        return at < 0 ? ([line, ''] as const) : ([line.slice(0, at), line.slice(at + 1)] as const)
      })
  }

  get(key: string): string | undefined {
    return this.#lines.find(([name]) => name === key)?.[1]
  }

  all(key: string): string[] {
    return this.#lines.filter(([name]) => name === key).map(([, value]) => value)
  }

  number(key: string): number | undefined {
    const value = Number(this.get(key))
    return this.get(key) === undefined || Number.isNaN(value) ? undefined : value
  }

  numbers(key: string): number[] {
    return (this.get(key) ?? '').split(' ').filter(Boolean).map(Number)
  }
}

/** Tells whether a declared process runs, and which processes belong to it; arguments `pidfile` or `argv`. */
export const locateScript = new URL('./scripts/locate.pl', import.meta.url)

/** Prints the facts of a host: kernel, criu, cgroup2, processor. */
export const hostFactsScript = new URL('./scripts/print-host-facts.pl', import.meta.url)

/** Exit code of a script that refused to act; its first words tell the reason. */
const refusedCode = 75

/** Joins an argv with unit separators, so that it can be one argument of a script. */
export const joinArgv = (argv: readonly string[]) => argv.join('\x1f')

/** The argv that runs a Perl script on a host; arguments are `key=value`. */
export function scriptArgv(script: URL, args: ScriptArguments): string[] {
  const words = Object.entries(args).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]))
  return ['perl', '-e', loadScript(script), '--', ...words]
}

/** Runs a Perl script on a host and parses its output. */
export async function runScript(
  transport: Transport,
  script: URL,
  args: ScriptArguments,
  {signal, timeoutMs = 60_000, stdin}: ScriptOptions = {},
): Promise<ScriptOutput> {
  const result = await transport.exec(scriptArgv(script, args), {
    timeoutMs,
    ...(signal === undefined ? {} : {signal}),
    ...(stdin === undefined ? {} : {stdin}),
  })
  const output = new ScriptOutput(result.stdout)
  if (result.code === 0) return output
  const host = transport.host
  if (result.code !== refusedCode)
    throw errors.EVACUATE_SCRIPT_FAILED({host}, host, lastLine(result.stderr) || `exit ${result.code ?? result.signal}`)
  const [code = '', ...reason] = (output.get('refused') ?? '').split(' ')
  if (code === 'fenced') throw errors.EVACUATE_FENCED({host}, host, reason.join(' '))
  throw errors.EVACUATE_SCRIPT_REFUSED({host}, host, reason.join(' '))
}
