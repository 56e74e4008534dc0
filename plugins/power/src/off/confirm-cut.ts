import {createInterface} from 'node:readline/promises'
import {foldHosts} from '@ops/core/hostset'
import {confirmErrors} from '../errors/confirm-errors.ts'

/** Hosts that one command may switch off without its host set typed again. */
const manyHosts = 5

export interface CutRequest {
  /** `Power off`, for the question. */
  verb: string
  hosts: readonly string[]
  /** What the command leaves out that protects the machine: `without shutting it down`, `even if guards refuse`. */
  overrides: readonly string[]
}

export interface Consent {
  yes: boolean
  /** The host set, typed again. */
  confirm?: string | undefined
  /** Hosts of a typed set. */
  expand(set: string): string[]
  /** Asks on the terminal; undefined without one. */
  ask: ((question: string) => Promise<string>) | undefined
}

/**
 * Asks for confirmation where guards are not enough: overriding them needs a yes, and more than five hosts need the host set typed
 * again. Without a terminal and without the flag the answer is no (exit 5).
 */
export async function confirmCut({verb, hosts, overrides}: CutRequest, consent: Consent): Promise<void> {
  const set = foldHosts([...hosts])
  const isMany = hosts.length > manyHosts
  if (isMany || consent.confirm !== undefined) {
    const action = isMany ? `${verb} of ${hosts.length} hosts` : `${verb} of ${set}`
    const next = `repeat the command with --confirm '${set}'${isMany ? ` (--yes is not enough for more than ${manyHosts} hosts)` : ''}`
    const typed = consent.confirm ?? (await consent.ask?.(`${action}. Type the host set to continue (${set}): `))
    if (typed === undefined) throw confirmErrors.POWER_CONFIRM_NEEDED({}, lowerFirst(action), next)
    if (!isSameSet(typed, hosts, consent))
      throw confirmErrors.POWER_CONFIRM_NEEDED({}, `${lowerFirst(action)} (the confirmation names another set, "${typed}")`, next)
    return
  }
  if (overrides.length === 0) return
  await confirmAct(`${verb} of ${set} ${overrides.join(' and ')}`, consent)
}

/** Asks about one act, which a sentence names; without a terminal it needs --yes. */
export async function confirmAct(action: string, {yes, ask}: Pick<Consent, 'yes' | 'ask'>): Promise<void> {
  if (yes) return
  if (ask === undefined) throw confirmErrors.POWER_CONFIRM_NEEDED({}, lowerFirst(action), 'repeat the command with --yes')
  const answer = await ask(`${action}. Continue? [y/N] `)
  if (answer.trim().toLowerCase() !== 'y') throw confirmErrors.POWER_CONFIRM_DECLINED({}, lowerFirst(action))
}

/** An action begins a question, and ends the sentence of an error. */
const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

/** A set that names a host which does not exist is another one, too. */
function isSameSet(typed: string, hosts: readonly string[], {expand}: Consent): boolean {
  try {
    const same = expand(typed)
    return same.length === hosts.length && hosts.every((host) => same.includes(host))
  } catch {
    return false
  }
}

/** Asks on stderr, so that stdout has the result alone; undefined without a terminal on both sides. */
export function terminalAsker(signal: AbortSignal): Consent['ask'] {
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
