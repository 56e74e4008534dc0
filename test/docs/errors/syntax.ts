import {parseAst} from 'vitest/node'

/** The parts of ESTree that error tables are written with. */
export type Node = {type: string; start: number; end: number} & Record<string, unknown>

/** The syntax tree of a TypeScript file. */
export const parseTypeScript = (text: string, file: string): Node => parseAst(text, {lang: 'ts'}, file) as unknown as Node

export const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value

/** The nodes directly below a node. */
export const childrenOf = (node: Node): Node[] => Object.values(node).flat().filter(isNode)

/** A node and everything below it, in order of place. */
export function* walk(node: Node): Generator<Node> {
  yield node
  for (const child of childrenOf(node)) yield* walk(child)
}

/** `code` of a call such as `errorTable(…)` or `new OpsError(…)`; undefined for anything else. */
export function calleeOf(node: Node): string | undefined {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return undefined
  const callee = node['callee'] as Node
  return callee.type === 'Identifier' ? String(callee['name']) : undefined
}

/** The value of a property of an object literal. */
export function propertyOf(object: Node | undefined, name: string): Node | undefined {
  const found = (object?.['properties'] as Node[] | undefined)?.find((property) => nameOf(property['key']) === name)
  return found?.['value'] as Node | undefined
}

/** The name that an identifier or a string literal spells. */
export function nameOf(key: unknown): string | undefined {
  if (!isNode(key)) return undefined
  return key.type === 'Identifier' ? String(key['name']) : key.type === 'Literal' ? String(key['value']) : undefined
}
