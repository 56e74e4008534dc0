import {existsSync} from 'node:fs'
import {dirname, join, resolve} from 'node:path'
import {homeFolder} from '../files/index.ts'

export interface FoundInventory {
  file: string
  /** Where the choice came from: `--inventory`, `OPS_INVENTORY`, `project`, `user`, `system`, `lab`; undefined: there is none. */
  source: string | undefined
  /** Where there is none, all places that were looked at. */
  places?: string[]
}

/**
 * Picks the inventory file: flag, then OPS_INVENTORY, then ops.yaml here or in a folder above, then the user's, then the
 * system's, then that of the lab that is up (so that `ops lab up && ops power off node1` works without more).
 */
export function findInventory(flag: string | undefined, env: NodeJS.ProcessEnv, cwd: string): FoundInventory {
  if (flag !== undefined) return {file: resolve(cwd, flag), source: '--inventory'}
  if (env['OPS_INVENTORY']) return {file: resolve(cwd, env['OPS_INVENTORY']), source: 'OPS_INVENTORY'}
  const project = ancestors(cwd).map((folder) => join(folder, 'ops.yaml'))
  const user = join(env['XDG_CONFIG_HOME'] || join(homeFolder(), '.config'), 'ops', 'ops.yaml')
  const places = [
    ...project.map((file) => ({file, source: 'project'})),
    {file: user, source: 'user'},
    {file: '/etc/ops/ops.yaml', source: 'system'},
    {
      file: join(env['OPS_STATE_DIR'] || join(env['XDG_STATE_HOME'] || join(homeFolder(), '.local', 'state'), 'ops'), 'lab', 'ops.yaml'),
      source: 'lab',
    },
  ]
  const found = places.find(({file}) => existsSync(file))
  if (found !== undefined) return found
  const others = places.slice(project.length).map(({file}) => file)
  return {file: join(cwd, 'ops.yaml'), source: undefined, places: [`ops.yaml in ${cwd} and the folders above it`, ...others]}
}

function ancestors(folder: string): string[] {
  const above = dirname(folder)
  return above === folder ? [folder] : [folder, ...ancestors(above)]
}
