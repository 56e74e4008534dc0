import {calleeOf, isNode, nameOf, type Node, walk} from './syntax.ts'

/** What a sentence is made of: words, the value of a parameter, or one of several wordings. */
export type Part = {words: string} | {value: string} | {either: Part[][]}

/**
 * The sentence that a function of an error table returns, read from its syntax: a parameter stands for its value, and both
 * branches of a condition are kept. `Math.round(ms / 1000)` is called seconds.
 */
export function readSentence(node: Node): Part[] {
  switch (node.type) {
    case 'ArrowFunctionExpression':
      return readSentence(node['body'] as Node)
    case 'BlockStatement': {
      const last = (node['body'] as Node[]).at(-1)
      return last?.type === 'ReturnStatement' && isNode(last['argument']) ? readSentence(last['argument']) : [{value: 'text'}]
    }
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
      return readSentence(node['expression'] as Node)
    case 'Literal':
      return [{words: String(node['value'])}]
    case 'TemplateLiteral': {
      const expressions = node['expressions'] as Node[]
      const quasis = node['quasis'] as {value: {cooked: string}}[]
      return quasis.flatMap(({value}, at) => {
        const expression = expressions[at]
        return [{words: value.cooked}, ...(expression === undefined ? [] : readSentence(expression))]
      })
    }
    case 'BinaryExpression':
      if (node['operator'] === '+' && !isNumber(node['right'])) {
        return [...readSentence(node['left'] as Node), ...readSentence(node['right'] as Node)]
      }
      return [{value: valueName(node)}]
    case 'ConditionalExpression':
      return [{either: [readSentence(node['consequent'] as Node), readSentence(node['alternate'] as Node)]}]
    case 'CallExpression': {
      const [count, one, many] = node['arguments'] as (Node | undefined)[]
      // plural(count, 'move'): 3 moves
      if (calleeOf(node) === 'plural' && count !== undefined) {
        return [{value: valueName(count)}, {words: ` ${nameOf(many) ?? `${nameOf(one)}s`}`}]
      }
      return [{value: valueName(node)}]
    }
    default:
      return nameOf(node) === 'undefined' ? [] : [{value: valueName(node)}]
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
  const inSeconds = nodes.some((inner) => inner['operator'] === '/' && (inner['right'] as Node)['value'] === 1000)
  if (name === 'ms') return inSeconds ? 'seconds' : 'duration'
  return inSeconds ? name.replace(/Ms$/, '') : name
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
