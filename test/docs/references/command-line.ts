import {type Code, fencedBlocks, inlineCode, type Page, prose} from './page.ts'

/** A command line that a page shows, split into words. */
export interface CommandLine {
  line: number
  words: string[]
  /**
   * `whole`: with all its arguments, in a block. `named`: perhaps without them, in inline code and in the reference, which
   * wraps long lines. `hinted`: in a sentence, with further words behind it.
   */
  as: 'whole' | 'named' | 'hinted'
}

const shells = new Set(['sh', 'bash', 'console', 'shell', ''])

/** Every command line of a page, in shell blocks and in inline code. */
export function commandLines(page: Page): CommandLine[] {
  const as = page.file === 'docs/commands.md' ? 'named' : 'whole'
  const inBlocks = fencedBlocks(page)
    .filter(({language = ''}) => shells.has(language))
    .flatMap(typedLines)
  return [...inBlocks.flatMap((code) => split(code, as)), ...inlineCode(page).flatMap((code) => split(code, 'named'))]
}

/** The lines of a block that are typed; where some begin with `$`, the others are output. */
function typedLines({line, text}: Code): Code[] {
  const lines = text.replaceAll(/\\\n/g, ' \n').split('\n')
  const isTranscript = lines.some((content) => /^\s*\$ /.test(content))
  return lines.flatMap((content, at) => (isTranscript && !/^\s*\$ /.test(content) ? [] : [{line: line + 1 + at, text: content.trim()}]))
}

/** The commands that hints of errors name: `ops power info *host*, then ops power on *host* again`. */
export function hintedCommands(page: Page): CommandLine[] {
  return prose(page)
    .split('\n')
    .flatMap((text, at) =>
      text.startsWith('- Next: ')
        ? text
            .split(/[,;:()]| then | or | and |^- Next: /)
            .map((part) => ({line: at + 1, words: wordsOf(part.trim()), as: 'hinted' as const}))
        : [],
    )
    .filter(({words}) => words[0] === 'ops')
}

/** Prefixes that run the command after them. */
const prefixes = /^(?:[$#]\s+|sudo\s+|npx\s+|time\s+|exec\s+|[A-Z_]+=\S*\s+)+/

function split({line, text}: Code, as: CommandLine['as']): CommandLine[] {
  return text
    .split(/\s(?:#|2?>|<)\s?/, 1)
    .flatMap((before) => before.split(/\s*(?:&&|\|\||\\?\||;)\s*/))
    .map((command) => ({
      line,
      words: wordsOf(
        command
          .trim()
          .replace(prefixes, '')
          .replace(/^node bin\/run\.js\b/, 'ops'),
      ),
      as,
    }))
    .filter(({words}) => words.length > 0)
}

/** Words as a shell splits them; quotes are taken off. */
function wordsOf(text: string): string[] {
  return [...text.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replaceAll(/["']/g, ''))
}
