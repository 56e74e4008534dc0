import type {Interfaces} from '@oclif/core'
import {OpsError} from '@ops/core/errors'
import {nearest, spelledAlike} from './nearest.ts'

/**
 * What is said of a command that does not exist. It only names near commands: a command that cuts power is typed, not
 * agreed to.
 */
export function unknownCommand(typed: readonly string[], config: Interfaces.Config): OpsError {
  const [first = ''] = typed
  if (first.startsWith('-')) {
    const message = `ops has no flag ${first} of its own: flags follow the command (ops COMMAND ${first}).`
    return new OpsError('USAGE', message, 'usage', {hint: 'ops --help'})
  }
  const commands = config.commands.filter(({hidden}) => !hidden).map((command) => command.id.split(':'))
  const topics = config.topics.filter(({hidden}) => !hidden).map(({name}) => name.split(':'))
  const topic = config.findTopic(first) === undefined ? spelledAlike(typed, topics)[0] : first
  const help = topic === undefined ? 'ops --help' : `ops ${topic} --help`
  const meant = nearest(typed, commands).slice(0, 3)
  const hint = meant.length === 0 ? help : meant.map((name) => `ops ${name}`).join(', or ')
  return new OpsError('COMMAND_UNKNOWN', `There is no command ops ${typed.join(' ')}.`, 'unknownCommand', {hint})
}
