import {type ExecOptions, type ExecResult, localTransport} from '@ops/core/transport'
import {lastLine} from '@ops/core/text'
import {labErrors} from '../errors/lab-errors.ts'

const machine = localTransport('this machine')

/** Runs a tool of this machine to its end; a tool that is missing throws, one that fails is a value. */
export function tool(argv: readonly string[], options?: ExecOptions): Promise<ExecResult> {
  return machine.exec(argv, options)
}

/** Runs a tool that must succeed; throws LAB_TOOL_FAILED with the last line of its output. */
export async function must(argv: readonly string[], options?: ExecOptions): Promise<string> {
  const {code, signal, stdout, stderr} = await tool(argv, options)
  if (code === 0) return stdout
  throw labErrors.LAB_TOOL_FAILED({}, argv.join(' '), code ?? signal ?? 'unknown', lastLine(stderr || stdout))
}
