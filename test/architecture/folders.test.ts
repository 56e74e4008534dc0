import {dirname} from 'node:path'
import {describe, expect, test} from 'vitest'
import {importedFiles, lineCount, ofRule, product} from './sources.ts'

const inProduct = new Set(product)
const arrows = product.flatMap((from) => importedFiles(from).flatMap((to) => (inProduct.has(to) ? [{from, to}] : [])))

describe('folders', () => {
  test('have no circle of imports, types included', () => {
    const between = arrows.filter(({from, to}) => dirname(from) !== dirname(to))
    const graph = Map.groupBy(between, ({from}) => dirname(from))
    const knots = stronglyConnected([...graph.keys()], (folder) => (graph.get(folder) ?? []).map(({to}) => dirname(to)))
    const told = knots.map((knot) => {
      const inside = between.filter(({from, to}) => knot.includes(dirname(from)) && knot.includes(dirname(to)))
      return `${knot.join(', ')}:\n${inside.map(({from, to}) => `    ${from} -> ${to}`).join('\n')}`
    })
    expect(ofRule(11, told)).toEqual([])
  })

  test('hold at most 15 TypeScript files', () => {
    const byFolder = Map.groupBy(product, dirname)
    const crowded = [...byFolder].filter(([, files]) => files.length > 15).map(([folder, files]) => `${folder}: ${files.length}`)
    expect(ofRule(10, crowded)).toEqual([])
  })
})

test('a file of up to 25 lines that only a file beside it imports is part of that file', () => {
  const small = product.filter((file) => !file.endsWith('/index.ts') && !/(^|\/)commands\//.test(file) && lineCount(file) <= 25)
  const lonely = small.flatMap((file) => {
    const importers = new Set(arrows.filter(({to}) => to === file).map(({from}) => from))
    const [only] = importers
    return importers.size === 1 && only !== undefined && dirname(only) === dirname(file) ? [`${file} <- ${only}`] : []
  })
  expect(ofRule(10, lonely)).toEqual([])
})

/** Tarjan's algorithm: the groups of more than one node that reach each other. */
function stronglyConnected(nodes: readonly string[], next: (node: string) => readonly string[]): string[][] {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const knots: string[][] = []
  const visit = (node: string): void => {
    index.set(node, index.size)
    low.set(node, index.get(node) ?? 0)
    stack.push(node)
    for (const to of next(node)) {
      if (!index.has(to)) {
        visit(to)
        low.set(node, Math.min(low.get(node) ?? 0, low.get(to) ?? 0))
      } else if (stack.includes(to)) low.set(node, Math.min(low.get(node) ?? 0, index.get(to) ?? 0))
    }
    if (low.get(node) !== index.get(node)) return
    const knot = stack.splice(stack.indexOf(node))
    if (knot.length > 1) knots.push(knot.sort())
  }
  for (const node of nodes) if (!index.has(node)) visit(node)
  return knots
}
