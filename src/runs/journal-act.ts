import type {Coordinator} from '../coordinator/coordinator.ts'
import {asOpsError, type ExitCode, exitCodes} from '../errors/index.ts'
import type {ActOptions, ActState} from './run.ts'

interface JournalledAct {
  coordinator: Coordinator
  run: string
  act: string
  options: ActOptions
}

/** Writes the intent, does the act, writes its outcome. */
export async function journalAct<T extends Record<string, unknown> | void>(
  {coordinator, run, act, options: {host, data = {}, unknownWhen = wasCutShort}}: JournalledAct,
  action: () => Promise<T>,
): Promise<T> {
  const where = host === undefined ? {} : {host}
  const intent = await coordinator.append({run, kind: 'intent', act, data, ...where})
  const outcome = (state: ActState, found: Record<string, unknown>) =>
    coordinator.append({run, kind: 'outcome', act, intent: intent.seq, data: {...found, state}, ...where})
  let value: T
  try {
    value = await action()
  } catch (error) {
    const state = unknownWhen(error) ? 'unknown' : 'failed'
    // If this cannot be written either, the intent remains without an outcome, which reads as unknown; the act's own error is thrown.
    await outcome(state, {error: asOpsError(error, host).toJSON()}).catch(() => {})
    throw error
  }
  await outcome('done', value === undefined ? {} : {result: value})
  return value
}

const cutShort: readonly ExitCode[] = [exitCodes.deadline, exitCodes.interrupted, exitCodes.terminated]

/** An act that a deadline or a signal cut short may have happened. */
function wasCutShort(error: unknown): boolean {
  return (error instanceof Error && error.name === 'AbortError') || cutShort.includes(asOpsError(error).exit)
}
