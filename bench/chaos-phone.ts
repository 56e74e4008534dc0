// Kills ops at every step of a set-up, a change, a roll-back and a removal on every ROM generation: npm run chaos -- phone
import {spawnSync} from 'node:child_process'
import {fileURLToPath} from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const args = [`${root}node_modules/vitest/vitest.mjs`, 'run', '--config', 'vitest.lab.config.ts', 'plugins/phone/test/kill.lab.ts']
const {status} = spawnSync(process.execPath, args, {
  cwd: root,
  stdio: 'inherit',
  env: {...process.env, OPS_MATRIX: 'whole', OPS_LAB: 'required'},
})
process.exit(status ?? 1)
