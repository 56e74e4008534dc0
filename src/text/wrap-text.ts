import {displayWidth} from './display-width.ts'

/** Lines of at most `columns`, broken at blanks and after commas; a longer word has a line of its own and stays whole. */
export function wrapText(text: string, columns: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    if (displayWidth(paragraph) <= columns) return [paragraph]
    const lines = ['']
    for (const piece of pieces(paragraph)) {
      const joined = `${lines.at(-1)}${piece}`
      if (lines.at(-1) === '' || displayWidth(joined.trimEnd()) <= columns) lines[lines.length - 1] = joined
      else lines.push(piece)
    }
    return lines.map((line) => line.trimEnd())
  })
}

/** Columns of the longest part of a text that must not be broken. */
export function longestPiece(text: string): number {
  return pieces(text).reduce((most, piece) => Math.max(most, displayWidth(piece.trimEnd())), 0)
}

/** Words with the blanks behind them. A comma ends one, but not within brackets: node[1,3] is a name. */
function pieces(text: string): string[] {
  return text.match(/(?:\[[^\]\s]*\]|[^\s,])+,?\s*|,\s*|\s+/g) ?? []
}
