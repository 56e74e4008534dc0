import type {Hook, Interfaces} from '@oclif/core'
import {errorText, exitCodes, OpsError} from '@ops/core/errors'
import {OpsHelp} from '../help/ops-help.ts'
import {unknownCommand} from '../help/unknown-command.ts'

/** oclif calls it for what is no command: a name that does not exist, or flags without a command (`ops --json`). */
const hook: Hook<'command_not_found'> = async function ({id, argv = [], config}) {
  const typed = [...id.split(':'), ...argv]
  if (typed.every((word) => word === '--json')) return new OpsHelp(config, {}).showHelp(typed)
  const error = await orOfLostPlugin(unknownCommand(id.split(':'), config), config)
  process.exitCode = error.exit
  if (typed.includes('--json')) this.log(JSON.stringify({ok: false, error}, null, 2))
  else process.stderr.write(`${errorText(error)}\n`)
}

/** The command may be one of a plugin that could not be loaded. */
async function orOfLostPlugin(error: OpsError, config: Interfaces.Config): Promise<OpsError> {
  const {findLostPackages, lostError} = await import('@ops/core/cli')
  const [lost] = await findLostPackages(config)
  if (lost === undefined || error.exit !== exitCodes.unknownCommand) return error
  const {message, hint} = lostError(lost)
  return new OpsError(error.code, `${error.message} ${message}`, 'unknownCommand', hint === undefined ? {} : {hint})
}

export default hook
