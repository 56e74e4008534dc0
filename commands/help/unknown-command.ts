import type {Interfaces} from '@oclif/core'
import {OpsError} from '@ops/core/errors'
import {shellQuote} from '@ops/core/transport'
import {nearest, spelledAlike} from './nearest.ts'

const mostNamed = 5

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
  const taken = commands.find((command) => command.length < typed.length && command.every((word, at) => word === typed[at]))
  if (taken !== undefined) return surplusWord(taken, typed[taken.length] ?? '')
  const meant = nearest(typed, commands).slice(0, mostNamed)
  const hint = meant.length === 0 ? help : `${meant.length > 1 ? 'run ' : ''}${meant.map((name) => `ops ${name}`).join(', or ')}`
  return new OpsError('COMMAND_UNKNOWN', `There is no command ops ${typed.join(' ')}.`, 'unknownCommand', {hint})
}

/** Words after a command that takes none: oclif takes them for a part of its name. */
function surplusWord(command: readonly string[], word: string): OpsError {
  const name = ['ops', ...command]
  const isInventory = command[0] === 'inventory' && /\.ya?ml$|\//i.test(word)
  const hint = isInventory ? shellQuote([...name, '--inventory', word]) : `${name.join(' ')} --help`
  return new OpsError('USAGE', `${name.join(' ')} takes no argument, and "${word}" was given.`, 'usage', {hint})
}
