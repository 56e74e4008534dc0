import {dirname, relative, resolve} from 'node:path'
import {describe, expect, test} from 'vitest'
import {home, imports, ofRule, product, root, sources, textOf} from './sources.ts'

describe('arrows between packages', () => {
  test('there is something to look at', () => {
    expect(product.length).toBeGreaterThan(100)
  })

  test('a package imports itself by path, and others only from the core', () => {
    const wrong = product.flatMap((file) =>
      imports(file).flatMap((target) => {
        if (target.startsWith('.')) {
          const to = home(relative(root, resolve(root, dirname(file), target)))
          return to === home(file) ? [] : [`${file} imports ${target}, which is in ${to}`]
        }
        if (!target.startsWith('@ops/')) return []
        if (home(file) === 'src') return [`${file} is in the core and imports ${target} by name`]
        return target.startsWith('@ops/core/') ? [] : [`${file} imports ${target}, which is not of the core`]
      }),
    )
    expect(ofRule(11, wrong)).toEqual([])
  })
})

describe('no file imports itself in a circle', () => {
  // Types vanish when compiled; only values make a circle that can bite.
  const values = (file: string) =>
    [...textOf(file).matchAll(/^(?:import|export)\s+(?!type\b)[^;']*?from\s+'(\.[^']+)'/gm)].map((match) =>
      relative(root, resolve(root, dirname(file), match[1] ?? '')),
    )
  const graph = new Map(product.map((file) => [file, values(file)]))

  test('the graph of value imports has no circle', () => {
    const done = new Set<string>()
    const circles: string[] = []
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      if (done.has(file) || path.includes(file)) return
      for (const next of graph.get(file) ?? []) visit(next, [...path, file])
      done.add(file)
    }
    for (const file of graph.keys()) visit(file, [])
    expect(ofRule(11, circles)).toEqual([])
  })
})

test('commands stay thin', () => {
  const commands = product.filter((file) => /(^|\/)commands\//.test(file) && !file.endsWith('index.ts') && !file.endsWith('.test.ts'))
  expect(commands.length).toBeGreaterThan(20)
  const wrong = commands.flatMap((file) => {
    const lines = textOf(file).slice(textOf(file).indexOf('act(')).split('\n').length
    return [
      ...(lines > 45 ? [`${file} has ${lines} lines from act() on`] : []),
      ...(textOf(file).includes('console.') ? [`${file} writes to the console`] : []),
    ]
  })
  expect(ofRule(10, wrong)).toEqual([])
})

test('every folder of the core has a public face', () => {
  const folders = new Set(sources('src').map((file) => file.split('/')[1] ?? ''))
  const without = [...folders]
    .filter((folder) => !sources('src').includes(`src/${folder}/index.ts`))
    .map((folder) => `src/${folder} has no index.ts`)
  expect(ofRule(11, without)).toEqual([])
})

test('only commands import the command line', () => {
  const libraries = product.filter((file) => !/(^|\/)commands\//.test(file) && !file.startsWith('src/cli/'))
  const importers = libraries.filter((file) => imports(file).some((target) => /(^@ops\/core|\.\.)\/cli(\/|$)/.test(target)))
  expect(
    ofRule(
      11,
      importers.map((file) => `${file} imports the command line`),
    ),
  ).toEqual([])
})

test("folders are made by the core's makeFolder: Node's recursive mkdir does not return below /proc", () => {
  const callers = product.filter((file) => /\bmkdir(Sync)?\([^)]*recursive/.test(textOf(file)) && file !== 'src/files/folders.ts')
  expect(callers).toEqual([])
})
