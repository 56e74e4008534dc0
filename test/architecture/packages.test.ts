import {dirname, relative, resolve} from 'node:path'
import {describe, expect, test} from 'vitest'
import {home, imports, product, root, sources, textOf} from './sources.ts'

describe('arrows between packages', () => {
  test('there is something to look at', () => {
    expect(product.length).toBeGreaterThan(100)
  })

  test.each(product)('%s', (file) => {
    for (const target of imports(file)) {
      if (target.startsWith('.')) {
        expect(home(relative(root, resolve(root, dirname(file), target))), `${file} imports ${target}`).toBe(home(file))
      } else if (target.startsWith('@ops/')) {
        expect(target, `${file} may import only the core`).toMatch(/^@ops\/core\//)
        expect(home(file), 'the core imports itself by path').not.toBe('src')
      }
    }
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
    const visit = (file: string, path: readonly string[]): void => {
      if (done.has(file)) return
      expect(path, `circle: ${[...path, file].join(' → ')}`).not.toContain(file)
      for (const next of graph.get(file) ?? []) visit(next, [...path, file])
      done.add(file)
    }
    for (const file of graph.keys()) visit(file, [])
  })
})

describe('commands stay thin', () => {
  const commands = product.filter((file) => /(^|\/)commands\//.test(file) && !file.endsWith('index.ts') && !file.endsWith('.test.ts'))
  test.each(commands)('%s', (file) => {
    const text = textOf(file)
    const acting = text.slice(text.indexOf('act('))
    expect(acting.split('\n').length, 'lines from act() on').toBeLessThanOrEqual(45)
    expect(text).not.toMatch(/console\./)
  })
})

test('every folder of the core has a public face', () => {
  const folders = new Set(sources('src').map((file) => file.split('/')[1] ?? ''))
  for (const folder of folders) expect(sources('src'), folder).toContain(`src/${folder}/index.ts`)
})

test('only commands import the command line', () => {
  const libraries = product.filter((file) => !/(^|\/)commands\//.test(file) && !file.startsWith('src/cli/'))
  const importers = libraries.filter((file) => imports(file).some((target) => /(^@ops\/core|\.\.)\/cli(\/|$)/.test(target)))
  expect(importers).toEqual([])
})

test("folders are made by the core's makeFolder: Node's recursive mkdir does not return below /proc", () => {
  const callers = product.filter((file) => /\bmkdir(Sync)?\([^)]*recursive/.test(textOf(file)) && file !== 'src/files/make-folder.ts')
  expect(callers).toEqual([])
})
