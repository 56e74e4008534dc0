import {OpsError} from '../errors/index.ts'

/** oclif's errors about flags and arguments of `command`, as one sentence with exit 64; undefined for everything else. */
export function usageError(thrown: unknown, command: string): OpsError | undefined {
  if (!(thrown instanceof Error) || thrown instanceof OpsError) return undefined
  // Nothing of ours throws oclif's errors: they come from its parser. How it says "end with this code" is none.
  const isParse = 'parse' in thrown || 'oclif' in thrown || /(Args|Flags)Error$/.test(thrown.constructor.name)
  if (!isParse || (thrown as {code?: string}).code === 'EEXIT') return undefined
  const lines = thrown.message.split('\n').map((line) => line.trim())
  const message = lines.filter((line) => line !== '' && !/^(See more help|The following errors? occurred:$)/.test(line)).join(' ')
  return new OpsError('USAGE', message, 'usage', {cause: thrown, hint: `${command} --help`})
}
