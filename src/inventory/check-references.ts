import {nearestName} from '../spelling/index.ts'
import {nodeAt, type Problem, type YamlFile} from '../yaml/index.ts'
import type {Host, Inventory} from './inventory.ts'
import {setProblem} from './make-inventory.ts'
import type {SpotOf} from './section.ts'

/** Names that point nowhere, and circles: what only the whole inventory shows. */
export function checkReferences(inventory: Inventory, yaml: YamlFile, spot: SpotOf): Problem[] {
  return [...checkGroups(inventory, yaml), ...checkDepends(inventory, spot), ...findCircles(inventory, spot)]
}

function checkGroups(inventory: Inventory, yaml: YamlFile): Problem[] {
  return [...inventory.groups].flatMap(([group, set]) => {
    const found = setProblem(inventory, set)
    if (found === undefined) return []
    const short = ['groups', group]
    const path = nodeAt(yaml.root, [...short, 'hosts']) === undefined ? short : [...short, 'hosts']
    return [{spot: yaml.spot(path), path: path.join('.'), ...found}]
  })
}

/** Wrong names for which a near one is looked for. */
const mostSuggestions = 200

function checkDepends(inventory: Inventory, spot: SpotOf): Problem[] {
  let suggestions = 0
  return [...inventory.hosts.values()].flatMap((host) =>
    host.depends.flatMap((name, index): Problem[] => {
      if (inventory.hosts.has(name)) return []
      const near = suggestions++ < mostSuggestions ? nearestName(name, inventory.hosts.keys()) : undefined
      return [
        {
          spot: spot('hosts', host.name, 'depends', index),
          path: `hosts.${host.name}.depends`,
          message: `no host is called "${name}".`,
          ...(near === undefined ? {} : {hint: `Did you mean "${near}"?`}),
        },
      ]
    }),
  )
}

/** Each way back to a host that depends on what depends on it; looked for without recursion, for chains of any length. */
function findCircles(inventory: Inventory, spot: SpotOf): Problem[] {
  const problems: Problem[] = []
  const finished = new Set<string>()
  for (const start of inventory.hosts.values()) {
    if (start.depends.length === 0 || finished.has(start.name)) continue
    const chain: {host: Host; next: number}[] = [{host: start, next: 0}]
    const places = new Map([[start.name, 0]])
    while (chain.length > 0) {
      const top = chain[chain.length - 1] as {host: Host; next: number}
      const name = top.host.depends[top.next++]
      if (name === undefined) {
        chain.pop()
        places.delete(top.host.name)
        finished.add(top.host.name)
        continue
      }
      const place = places.get(name)
      const host = inventory.hosts.get(name)
      if (place !== undefined) {
        const circle = [...chain.slice(place).map((link) => link.host.name), name].join(' → ')
        problems.push({
          spot: spot('hosts', top.host.name, 'depends', top.next - 1),
          path: `hosts.${top.host.name}.depends`,
          message: `a circle of dependencies: ${circle}.`,
          hint: 'Remove one of them.',
        })
      } else if (host !== undefined && !finished.has(name)) {
        places.set(name, chain.length)
        chain.push({host, next: 0})
      }
    }
  }
  return problems
}
