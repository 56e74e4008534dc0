import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {root} from '../../cli/run-ops.ts'
import {fencedBlocks, type Page} from '../references/page.ts'

/** A TypeScript block of a page, as a file. */
export interface CodeFile {
  page: string
  line: number
  /** From the block's first line, `// src/doctor.ts`; else made from the page's name. */
  name: string
  text: string
  /** The block of language `text` that follows: what it prints. */
  prints?: string
}

export function codeFiles(page: Page): CodeFile[] {
  const blocks = fencedBlocks(page)
  return blocks.flatMap((block, at) => {
    if (block.language !== 'ts') return []
    const next = blocks[at + 1]
    const name = /^\/\/ (\S+\.ts)$/m.exec(block.text.split('\n', 1)[0] ?? '')?.[1]
    return [
      {
        page: page.file,
        line: block.line,
        name: name ?? `${page.file.replaceAll(/\W+/g, '-')}-${block.line}.ts`,
        text: block.text,
        ...(next?.language === 'text' ? {prints: next.text} : {}),
      },
    ]
  })
}

const options = {
  noEmit: true,
  composite: false,
  declaration: false,
  sourceMap: false,
  allowImportingTsExtensions: true,
  rewriteRelativeImportExtensions: false,
}

/** A folder in which code finds the packages of this repository as a plugin of another repository would; it is removed with it. */
export function codeFolder(files: readonly CodeFile[]): Disposable & {path: string} {
  // Not below node_modules, where Node compiles no TypeScript, and not in /tmp, from where it finds no package.
  const path = mkdtempSync(join(root, '.code-of-docs-'))
  writeFileSync(join(path, 'package.json'), '{"type": "module"}')
  writeFileSync(
    join(path, 'tsconfig.json'),
    JSON.stringify({extends: '../tsconfig.base.json', compilerOptions: options, include: ['**/*.ts']}),
  )
  for (const {name, text} of files) {
    mkdirSync(dirname(join(path, name)), {recursive: true})
    writeFileSync(join(path, name), text)
  }
  return {path, [Symbol.dispose]: () => rmSync(path, {recursive: true})}
}
