import {didYouMean} from '../spelling/index.ts'
import type {Problem, YamlFile, YamlNode} from '../yaml/index.ts'
import {toValue} from '../yaml/index.ts'
import {definitions} from './definitions.ts'

export interface CheckedSettings {
  /** The values that make sense, by name. */
  values: Record<string, string | number>
  problems: Problem[]
}

/** The settings at a node: `settings:` of ops.yaml (`path` is `settings`), or a whole config.yaml (`path` is empty). */
export function checkSettings(yaml: YamlFile, node: YamlNode | undefined, path: '' | 'settings'): CheckedSettings {
  const result: CheckedSettings = {values: {}, problems: []}
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) return result
  if (node.kind !== 'map') {
    const what = node.kind === 'list' ? 'a list' : `${JSON.stringify(node.value)}`
    const message = `must be a mapping of names to values, not ${what}.`
    result.problems.push({spot: yaml.spotAt(node.at), path: path === '' ? 'settings' : path, message})
    return result
  }
  const known = definitions.map(({name}) => name)
  for (const [name, {at, value}] of node.entries) {
    if (name.startsWith('x-')) continue
    const definition = definitions.find((one) => one.name === name)
    const whole = path === '' ? name : `${path}.${name}`
    if (definition === undefined) {
      const hint = didYouMean(name, known)
      const message = `unknown setting "${name}"${hint === undefined ? `; known settings: ${known.join(', ')}` : ''}.`
      result.problems.push({spot: yaml.spotAt(at), path: path === '' ? '' : path, message, ...(hint === undefined ? {} : {hint})})
      continue
    }
    const parsed = definition.parse(toValue(value))
    if (parsed !== undefined) result.values[name] = parsed
    else {
      const written = toValue(value)
      const meant = typeof written === 'string' ? definition.meant?.(written) : undefined
      result.problems.push({
        spot: yaml.spotAt(value.at),
        path: whole,
        message: `${definition.must}, ${written === null ? 'but it has no value' : `not ${JSON.stringify(written)}`}.`,
        ...(meant === undefined || meant === written ? {} : {hint: `Write ${meant}.`}),
      })
    }
  }
  return result
}
