import {fileURLToPath} from 'node:url'
import {checkInventory} from '@ops/core/inventory'
import {Registry} from '@ops/core/seams'
import {formatProblem, parseYaml} from '@ops/core/yaml'
import {describe} from 'vitest'
import {register as boot} from '../../plugins/boot/src/index.ts'
import {register as evacuate} from '../../plugins/evacuate/src/index.ts'
import {register as phone} from '../../plugins/phone/src/index.ts'
import {register as power} from '../../plugins/power/src/index.ts'
import {goldens} from '../golden/golden.ts'

const registry = new Registry()
for (const register of [boot, evacuate, phone, power]) register(registry)

async function problemsOf(input: string): Promise<string> {
  const yaml = await parseYaml('ops.yaml', input)
  const {problems, inventory} = await checkInventory({file: undefined, registry, cwd: '/', env: {}, yaml}, {strict: true})
  if (problems.length > 0) return problems.map(formatProblem).join('\n')
  return [...(inventory?.hosts.values() ?? [])].map((host) => `${host.name}: ${JSON.stringify(host)}`).join('\n')
}

/** Problems, and then the warnings, as `ops inventory check` prints them. */
async function everythingOf(input: string): Promise<string> {
  const yaml = await parseYaml('ops.yaml', input)
  const {problems, warnings} = await checkInventory({file: undefined, registry, cwd: '/', env: {}, yaml}, {strict: true})
  return [...problems.map(formatProblem), ...warnings.map((warning) => `warning: ${formatProblem(warning)}`)].join('\n')
}

describe('what a careful person would change', () => goldens(fileURLToPath(new URL('warnings', import.meta.url)), everythingOf))

/** Each input is an ops.yaml that somebody typed; the output is every problem that `ops inventory check` reports. */
describe('what people type', () => goldens(fileURLToPath(new URL('goldens', import.meta.url)), problemsOf))

/** Each has one mistake of syntax, and mostly `adress` behind it, which must be reported too. */
describe('mistakes of syntax', () => goldens(fileURLToPath(new URL('syntax', import.meta.url)), problemsOf))
