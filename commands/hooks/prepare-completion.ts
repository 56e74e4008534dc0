import {join} from 'node:path'
import type {Hook} from '@oclif/core'

/** Makes the folder of completions before oclif's command does: its own mkdir never returns below /proc (see makeFolder). */
const prerun: Hook<'prerun'> = async ({Command, config}) => {
  if (!Command.id.startsWith('autocomplete')) return
  const {makeFolder} = await import('@ops/core/files')
  try {
    await makeFolder(join(config.cacheDir, 'autocomplete'))
  } catch (error) {
    const [{understandError}, {errorText}] = await Promise.all([import('@ops/core/cli'), import('@ops/core/errors')])
    const told = understandError(error, {command: 'ops autocomplete', program: config.userAgent})
    process.stderr.write(`${errorText(told)}\n`)
    process.exit(told.exit)
  }
}

export default prerun
