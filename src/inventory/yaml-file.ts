import {readFile} from 'node:fs/promises'
import type {Document, LineCounter} from 'yaml'
import {inventoryErrors} from './errors.ts'
import type {SourceSpot} from './inventory.ts'
import type {InventoryProblem} from './section.ts'

type Path = readonly PropertyKey[]

/** A YAML file as plain values, with the place of each value. */
export interface YamlFile {
  file: string
  value: unknown
  /** Place of the value at `path`, or of the nearest value around it. */
  spot(path: Path): SourceSpot
  /** Place of a key of the mapping (or of an item of the list) at `path`, or of the nearest value around it. */
  keySpot(path: Path, key: string | number): SourceSpot
}

/** Reads a YAML file; throws INVENTORY_MISSING, INVENTORY_UNREADABLE, or INVENTORY_INVALID with the parser's sentences. */
export async function readYaml(file: string): Promise<YamlFile> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    const {code, message} = cause as NodeJS.ErrnoException
    throw code === 'ENOENT'
      ? inventoryErrors.INVENTORY_MISSING({cause}, file)
      : inventoryErrors.INVENTORY_UNREADABLE({cause}, file, message)
  }
  const {LineCounter, parseDocument} = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(text, {lineCounter: lines, prettyErrors: false})
  const problems: InventoryProblem[] = document.errors.map((error) => ({
    spot: spotAt(file, lines, error.pos[0]),
    message: `${error.message}.`,
  }))
  if (problems.length > 0) throw inventoryErrors.INVENTORY_INVALID({}, problems)
  return {
    file,
    value: document.toJS() ?? {},
    spot: (path) => spotAt(file, lines, valueOffset(document, path)),
    keySpot: (path, key) => spotAt(file, lines, keyOffset(document, path, key) ?? valueOffset(document, [...path, key])),
  }
}

function spotAt(file: string, lines: LineCounter, offset: number): SourceSpot {
  const {line, col} = lines.linePos(offset)
  return {file, line: Math.max(1, line), column: Math.max(1, col)}
}

function valueOffset(document: Document, path: Path): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true) as {range?: [number, number, number]} | undefined
    if (node?.range) return node.range[0]
  }
  return 0
}

function keyOffset(document: Document, path: Path, key: string | number): number | undefined {
  const map = (path.length === 0 ? document.contents : document.getIn(path, true)) as
    | {items?: {key?: {value?: unknown; range?: [number, number, number]}}[]}
    | undefined
  return map?.items?.find((item) => item.key?.value === key)?.key?.range?.[0]
}
