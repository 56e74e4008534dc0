import {join} from 'node:path'

export interface PlugPaths {
  dir: string
  config: string
  state: string
  /** Written by the plug once it listens. */
  ready: string
  /** The faults of the plug to come; tests and users write them. */
  faults: string
  log: string
}

/** Files of the plug that feeds a host. */
export function plugPaths(dir: string, host: string): PlugPaths {
  const at = join(dir, 'plugs')
  const file = (ending: string) => join(at, `${host}.${ending}`)
  return {dir: at, config: file('json'), state: file('state'), ready: file('ready'), faults: file('faults'), log: file('log')}
}
