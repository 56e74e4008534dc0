import {OpsError} from '../errors/index.ts'

/** oclif's errors about flags and arguments of `command`, as one sentence with exit 64; undefined for everything else. */
export function usageError(thrown: unknown, command: string): OpsError | undefined {
  if (!(thrown instanceof Error) || thrown instanceof OpsError) return undefined
  const isParse = 'parse' in thrown || thrown.constructor.name.endsWith('ArgsError') || thrown.constructor.name.endsWith('FlagsError')
  const exit = (thrown as {oclif?: {exit?: number}}).oclif?.exit
  if (!isParse && exit !== 64) return undefined
  const [first = 'Wrong usage.', ...rest] = thrown.message.split('\n').filter((line) => !line.startsWith('See more help'))
  const message = [first, ...rest.map((line) => line.trim())].filter((line) => line !== '').join(' ')
  return new OpsError('USAGE', message, 'usage', {cause: thrown, hint: `${command} --help`})
}
