import {createInterface} from 'node:readline/promises'
import type {ReadStream, WriteStream} from 'node:tty'
import {labErrors} from '../errors/lab-errors.ts'
import type {SetupPlan} from './setup.ts'

/** Shows what will be done and waits for a yes; throws LAB_SETUP_UNASKED for a no, and where there is nobody to ask. */
export async function askToSetUp(plan: SetupPlan, input: ReadStream, output: WriteStream, signal: AbortSignal): Promise<void> {
  output.write(`${showPlan(plan)}\n`)
  if (input.isTTY !== true) throw labErrors.LAB_SETUP_UNASKED({})
  const lines = createInterface({input, output})
  try {
    const answer = await lines.question('Do this? [y/N] ', {signal})
    if (!/^y(es)?$/i.test(answer.trim())) throw labErrors.LAB_SETUP_UNASKED({})
  } finally {
    lines.close()
  }
}

export function showPlan({commands, builds}: SetupPlan): string {
  const steps = [
    ...commands.map((argv) => `  ${argv.join(' ')}`),
    ...(builds ? ["  mmdebstrap: a Debian 13 root for the hosts (about 140 MB, below ops's cache)"] : []),
  ]
  return ['To be done:', ...steps].join('\n')
}
