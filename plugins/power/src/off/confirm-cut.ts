import {foldHosts} from '@ops/core/hostset'
import {errors} from '../errors/errors.ts'
import {createInterface} from 'node:readline/promises'

/** Hosts that may go off by one command without its set being typed again. */
export const manyHosts = 5

export interface Danger {
  /** `Power off`, for the question. */
  verb: string
  hosts: readonly string[]
  /** Guards or the orderly shutdown are passed over. */
  careless: boolean
}

export interface Consent {
  yes: boolean
  /** The host set, typed once more. */
  confirm: string | undefined
  /** Hosts of what was typed. */
  expand(set: string): string[]
  /** Asks on the terminal; undefined where there is none. */
  ask: ((question: string) => Promise<string>) | undefined
}

/**
 * Guards make one host safe, so it just goes off. Passing over them wants a yes; more than a handful of hosts wants the
 * set itself. Without a terminal and without the flag the answer is no (exit 5).
 */
export async function confirm({verb, hosts, careless}: Danger, consent: Consent): Promise<void> {
  const set = foldHosts([...hosts])
  if (hosts.length > manyHosts) {
    const what = `${verb} of ${hosts.length} hosts`
    const typed = consent.confirm ?? (await consent.ask?.(`${what}. Type the host set to go on (${set}): `))
    if (typed === undefined) throw errors.CONFIRM_NEEDED({}, `${what} wants --confirm='${set}'`)
    const same = consent.expand(typed)
    if (same.length !== hosts.length || !hosts.every((host) => same.includes(host)))
      throw errors.CONFIRM_NEEDED({}, `${what}: "${typed}" is another set than ${set}`)
    return
  }
  if (!careless || consent.yes || consent.confirm !== undefined) return
  const what = `${verb} of ${set} without ${'shutdown or guards'}`
  const answer = await consent.ask?.(`${what}. Go on? [y/N] `)
  if (answer?.trim().toLowerCase() !== 'y') throw errors.CONFIRM_NEEDED({}, what)
}

/** Asks on stderr, so that stdout keeps the result alone; undefined without a terminal on both sides. */
export function terminalAsker(signal: AbortSignal): ((question: string) => Promise<string>) | undefined {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined
  return async (question) => {
    const reader = createInterface({input: process.stdin, output: process.stderr})
    try {
      return await reader.question(question, {signal})
    } finally {
      reader.close()
    }
  }
}
