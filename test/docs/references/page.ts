import {execFileSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {root} from '../../cli/run-ops.ts'

/** A Markdown file, by its path from the root of the repository. */
export interface Page {
  file: string
  text: string
}

/** Code that a page shows: in a fenced block, or `inline`. */
export interface Code {
  line: number
  text: string
  /** Of a fenced block; undefined for inline code. */
  language?: string
}

/** Something that a page names and that is not there. */
export interface Problem {
  line: number
  message: string
}

const list = (...args: string[]) =>
  execFileSync('git', ['-c', 'safe.directory=*', 'ls-files', '--cached', '--others', '--exclude-standard', ...args], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => file !== '')

/** Files of the repository, and those that are not yet added to it. */
export const files: readonly string[] = list()

export const pages: readonly Page[] = list('*.md').map((file) => ({file, text: readFileSync(join(root, file), 'utf8')}))

export const lineAt = (text: string, index: number) => text.slice(0, index).split('\n').length

const fence = /^( *)```([\w-]*)[^\n]*\n([\s\S]*?)^ *```$/gm

export const fencedBlocks = ({text}: Page): Code[] =>
  [...text.matchAll(fence)].map((match) => ({line: lineAt(text, match.index), language: match[2] ?? '', text: match[3] ?? ''}))

/** The page with blanks in place of fenced blocks and comments, so that every index stays. */
export const prose = ({text}: Page): string => text.replace(fence, blank).replace(/<!--[\s\S]*?-->/g, blank)

const blank = (text: string) => text.replaceAll(/[^\n]/g, ' ')

export function inlineCode(page: Page): Code[] {
  const text = prose(page)
  return [...text.matchAll(/(`+)([^`\n]+)\1/g)].map((match) => ({line: lineAt(text, match.index), text: (match[2] ?? '').trim()}))
}
