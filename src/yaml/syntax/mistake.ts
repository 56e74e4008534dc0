import type {Line} from './lines.ts'
import type {Edit} from './patch.ts'
import type {SyntaxSentence} from './sentences.ts'

/** What the parser found wrong, and where. */
export interface ParserError {
  code: string
  message: string
  from: number
  to: number
  /** Where the quote opens that is not closed. */
  quote?: number
}

/** A mistake at the place where it was made. */
export interface Mistake extends SyntaxSentence {
  at: number
  /** The edits that do what the writer meant, where that is certain; otherwise the entry of the line has to go. */
  repair?: Edit[]
  /** The entry stands in a column where not even its key can stay. */
  isMisplaced?: true
}

/** Where an error is. */
export interface Place {
  text: string
  lines: readonly Line[]
  /** Index of the line that the error begins in. */
  index: number
  line: Line
  error: ParserError
}

/** Recognises a mistake by an error and the lines around it. */
export type Rule = (place: Place) => Mistake | undefined
