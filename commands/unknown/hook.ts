import type {Hook} from '@oclif/core'
import {OpsError} from '@ops/core/errors'
import {nearest} from './nearest.ts'

/**
 * oclif calls it for an unknown command. It only names near commands: a command that cuts power is typed, not
 * agreed to.
 */
const unknownCommand: Hook<'command_not_found'> = async function ({id, argv, config}) {
  const typed = id.split(':')
  const commands = config.commands.filter(({hidden}) => !hidden).map((command) => command.id.split(':'))
  const meant = nearest(typed, commands).slice(0, 3)
  const help = config.findTopic(typed[0] ?? '') === undefined ? 'ops --help' : `ops ${typed[0]} --help`
  const hint = meant.length === 0 ? help : meant.map((name) => `ops ${name}`).join(', or ')
  const error = new OpsError('COMMAND_UNKNOWN', `There is no command ops ${typed.join(' ')}.`, 'unknownCommand', {hint})
  process.exitCode = error.exit
  if (argv?.includes('--json')) this.log(JSON.stringify({ok: false, error}, null, 2))
  else process.stderr.write(`${error.message}\nNext: ${error.hint}\n`)
}

export default unknownCommand
