import {createInterface} from 'node:readline/promises'
import type {ReadStream, WriteStream} from 'node:tty'
import {labErrors} from '../errors/lab-errors.ts'
import type {SetupPlan} from './setup.ts'

/** Shows the plan and waits for a yes; throws LAB_SETUP_UNASKED for a no, and when there is no terminal. */
export async function askToSetUp(plan: SetupPlan, input: ReadStream, output: WriteStream, signal: AbortSignal): Promise<void> {
  output.write(`${renderPlan(plan)}\n`)
  if (input.isTTY !== true) throw labErrors.LAB_SETUP_UNASKED({})
  const lines = createInterface({input, output})
  try {
    const answer = await lines.question('Continue? [y/N] ', {signal})
    if (!/^y(es)?$/i.test(answer.trim())) throw labErrors.LAB_SETUP_UNASKED({})
  } finally {
    lines.close()
  }
}

export function renderPlan({commands, builds}: SetupPlan): string {
  const steps = [
    ...commands.map((argv) => `  ${argv.join(' ')}`),
    ...(builds ? ['  mmdebstrap, to build a Debian 13 root file system for the hosts in the cache of ops'] : []),
  ]
  return ['ops lab setup will run these commands:', ...steps].join('\n')
}
