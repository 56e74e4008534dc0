import {calleeOf, isNode, nameOf, type Node, walk} from './syntax.ts'

/** What a sentence is made of: words, the value of a parameter, or one of several wordings. */
export type Part = {words: string} | {value: string} | {either: Part[][]}

/** Constants of a file or function, by name, with what they are initialised with. */
export type Constants = ReadonlyMap<string, Node>

/** The constants that statements declare. */
export function constantsOf(statements: readonly Node[]): Constants {
  const declared = statements.flatMap((node) => (node.type === 'VariableDeclaration' ? (node['declarations'] as Node[]) : []))
  return new Map(
    declared.flatMap(({id, init}): [string, Node][] => {
      const name = nameOf(id)
      return name !== undefined && isNode(init) && readable.has(init.type) ? [[name, init]] : []
    }),
  )
}

/** What a constant may be to stand for its text. */
const readable = new Set(['Literal', 'TemplateLiteral', 'ConditionalExpression', 'ArrowFunctionExpression'])

/** Names of parameters hide constants. */
function without(names: Constants, parameters: readonly Node[]): Constants {
  const hidden = new Set(parameters.flatMap((parameter) => [...walk(parameter)].map(nameOf)))
  return new Map([...names].filter(([name]) => !hidden.has(name)))
}

/**
 * The sentence that a function of an error table returns, read from its syntax: a parameter stands for its value, and both
 * branches of a condition are kept. `Math.round(ms / 1000)` is called seconds.
 */
export function readSentence(node: Node, names: Constants = new Map()): Part[] {
  const read = (inner: unknown) => readSentence(inner as Node, names)
  switch (node.type) {
    case 'ArrowFunctionExpression':
      return readSentence(node['body'] as Node, without(names, node['params'] as Node[]))
    case 'BlockStatement': {
      const statements = node['body'] as Node[]
      const last = statements.at(-1)
      if (last?.type !== 'ReturnStatement' || !isNode(last['argument'])) return [{value: 'text'}]
      return readSentence(last['argument'], new Map([...names, ...constantsOf(statements)]))
    }
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
      return read(node['expression'])
    case 'LogicalExpression':
      // What the caller gives comes first; the other side is what is printed without it.
      return node['operator'] === '??' ? read(node['right']) : [{value: valueName(node)}]
    case 'Literal':
      return [{words: String(node['value'])}]
    case 'TemplateLiteral': {
      const expressions = node['expressions'] as Node[]
      const quasis = node['quasis'] as {value: {cooked: string}}[]
      return quasis.flatMap(({value}, at) => {
        const expression = expressions[at]
        return [{words: value.cooked}, ...(expression === undefined ? [] : read(expression))]
      })
    }
    case 'BinaryExpression':
      if (node['operator'] === '+' && !isNumber(node['right'])) {
        return [...read(node['left']), ...read(node['right'])]
      }
      return [{value: valueName(node)}]
    case 'ConditionalExpression':
      return [{either: [read(node['consequent']), read(node['alternate'])]}]
    case 'CallExpression': {
      const [count, one, many] = node['arguments'] as (Node | undefined)[]
      // plural(count, 'move'): 3 moves
      if (calleeOf(node) === 'plural' && count !== undefined) {
        return [{value: valueName(count)}, {words: ` ${nameOf(many) ?? `${nameOf(one)}s`}`}]
      }
      // shellQuote(['mkdir', '-p', folder]): mkdir -p *folder*
      if (calleeOf(node) === 'shellQuote' && count?.type === 'ArrayExpression') {
        const argv = count['elements'] as Node[]
        return argv.flatMap((word, at) => [...(at === 0 ? [] : [{words: ' '}]), ...read(word)])
      }
      const called = names.get(calleeOf(node) ?? '')
      const parts = called === undefined ? [] : read(called)
      return parts.length === 0 || isValue(parts) ? [{value: valueName(node)}] : parts
    }
    case 'Identifier': {
      const constant = names.get(nameOf(node) ?? '')
      if (constant !== undefined) return read(constant)
      return nameOf(node) === 'undefined' ? [] : [{value: valueName(node)}]
    }
    default:
      return [{value: valueName(node)}]
  }
}

const isNumber = (node: unknown) => isNode(node) && typeof node['value'] === 'number'

/** What an expression is called in a sentence: the property that it reads, or the first variable in it. */
function valueName(node: Node): string {
  const nodes = [...walk(node)]
  const called = new Set(nodes.filter(({type}) => type === 'CallExpression').map((call) => call['callee']))
  const properties = new Set(nodes.filter(({type}) => type === 'MemberExpression').map((member) => member['property']))
  const variable = nodes.find(
    (inner) => inner.type === 'Identifier' && !called.has(inner) && !properties.has(inner) && inner['name'] !== 'Math',
  )
  const name = (node.type === 'MemberExpression' ? nameOf(node['property']) : undefined) ?? nameOf(variable) ?? 'text'
  if (name === 'length') return 'number'
  const inSeconds = nodes.some((inner) => inner['operator'] === '/' && (inner['right'] as Node)['value'] === 1000)
  if (name === 'ms') return inSeconds ? 'seconds' : 'duration'
  return name.replace(/Ms$/, '')
}

/** Whether the whole sentence is one value. */
export function isValue([only, ...more]: Part[]): boolean {
  return only !== undefined && more.length === 0 && 'value' in only
}

/** A sentence of which the whole is one of several wordings, as these. */
export const wordings = (parts: Part[]): Part[][] => {
  const [only, ...more] = parts
  return only !== undefined && more.length === 0 && 'either' in only ? only.either.flatMap(wordings) : [parts]
}

/** A sentence as Markdown: values in italics, wordings in brackets. */
export function renderSentence(parts: readonly Part[]): string {
  return parts.map(renderPart).join('').replaceAll('\n', ' ')
}

function renderPart(part: Part): string {
  if ('words' in part) return part.words.replaceAll(/[\\*_<>[\]`]/g, '\\$&')
  if ('value' in part)
    return `*${part.value.replaceAll(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`)}*`
  const wordings = part.either.map(renderSentence)
  if (wordings.includes('')) return wordings.join('') === '' ? '' : `\\[${wordings.join('')}\\]`
  return `\\[${wordings.join(' | ')}\\]`
}
