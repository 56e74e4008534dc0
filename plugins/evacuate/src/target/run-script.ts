import type {Transport} from '@ops/core/transport'
import {errors} from '../errors.ts'
import {kit} from './kit.ts'

export interface ScriptOptions {
  signal?: AbortSignal
  timeoutMs?: number
  stdin?: string
}

/** Lines `KEY VALUE…` that a script printed; a key may come several times. */
export class Answer {
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

/** Exit code of a script that refused to act; its first words say why. */
const refusedCode = 75

/** Runs a Perl script on a host after the kit; arguments are `key=value`. */
export async function runScript(
  transport: Transport,
  script: string,
  args: Record<string, string | number | undefined>,
  {signal, timeoutMs = 60_000, stdin}: ScriptOptions = {},
): Promise<Answer> {
  const argv = Object.entries(args).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]))
  const result = await transport.exec(['perl', '-e', `${kit}\n${script}`, '--', ...argv], {
    timeoutMs,
    ...(signal === undefined ? {} : {signal}),
    ...(stdin === undefined ? {} : {stdin}),
  })
  const answer = new Answer(result.stdout)
  if (result.code === 0) return answer
  const host = transport.host
  if (result.code !== refusedCode)
    throw errors.TARGET_FAILED({host}, host, lastLine(result.stderr) || `exit ${result.code ?? result.signal}`)
  const [code = '', ...words] = (answer.get('refused') ?? '').split(' ')
  if (code === 'fenced') throw errors.FENCED({host}, host, words.join(' '))
  throw errors.TARGET_REFUSED({host}, host, words.join(' '))
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim().replace(/\.$/, '') ?? ''
}
