import type {Hook} from '@oclif/core'
import {errorText} from '@ops/core/errors'
import {OpsHelp} from '../help/ops-help.ts'
import {unknownCommand} from '../help/unknown-command.ts'

/** oclif calls it for what is no command: a name that does not exist, or flags without a command (`ops --json`). */
const hook: Hook<'command_not_found'> = async function ({id, argv = [], config}) {
  const typed = [...id.split(':'), ...argv]
  if (typed.every((word) => word === '--json')) return new OpsHelp(config, {}).showHelp(typed)
  const error = unknownCommand(id.split(':'), config)
  process.exitCode = error.exit
  if (typed.includes('--json')) this.log(JSON.stringify({ok: false, error}, null, 2))
  else process.stderr.write(`${errorText(error)}\n`)
}

export default hook
