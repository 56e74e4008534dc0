/** What the parser found wrong, in our words. */
export interface SyntaxSentence {
  message: string
  hint?: string
}

type Row = readonly [code: string, pattern: RegExp, message: string, hint?: string]

const quote = 'Put quotes around a text that begins with or contains such a character.'

/** By the code of the parser and, where one code has several meanings, by a pattern of its message. The first that fits counts. */
const rows: readonly Row[] = [
  ['DUPLICATE_KEY', /./, 'duplicate key'],
  ['TAB_AS_INDENT', /./, 'a tab is used as indentation', 'Indent with blanks.'],
  ['MULTIPLE_DOCS', /./, 'a second document begins here', 'Remove the line "---", or put the second document in a file of its own.'],
  [
    'BAD_INDENT',
    /at the same column/,
    'this entry is not in the same column as those before it',
    'Indent all entries of a mapping or list alike.',
  ],
  [
    'BAD_INDENT',
    /must be sufficiently indented/,
    'the brackets are not closed before the indentation ends',
    'Close them, or indent this line.',
  ],
  ['BAD_INDENT', /./, 'the indentation does not fit the lines before it', 'Indent all entries of a mapping or list alike.'],
  ['BAD_SCALAR_START', /`/, 'a text begins with a backquote', quote],
  ['BAD_SCALAR_START', /@/, 'a text begins with "@"', 'Write "@group" with quotes.'],
  ['BAD_SCALAR_START', /%/, 'a text begins with "%"', 'Write "%h" with quotes.'],
  ['BAD_SCALAR_START', /./, 'a text begins with a character that has a meaning in YAML', quote],
  [
    'BLOCK_AS_IMPLICIT_KEY',
    /Nested mappings/,
    'a second ": " in one line',
    'Put quotes around the value, or the nested keys in lines of their own.',
  ],
  ['BLOCK_AS_IMPLICIT_KEY', /./, 'a list is used as a key', 'Begin the list in a line of its own.'],
  ['BLOCK_IN_FLOW', /./, 'a comma is missing, or a block with indentation stands inside brackets', 'Write {a: b, c: {d: e}}.'],
  ['MISSING_CHAR', /closing "quote/, 'the closing quote (") is missing'],
  ['MISSING_CHAR', /closing 'quote/, "the closing quote (') is missing"],
  ['MISSING_CHAR', /Missing space after :/, 'a blank is missing after ":"'],
  ['MISSING_CHAR', /Missing , or : between/, 'a comma or a colon is missing between two entries'],
  ['MISSING_CHAR', /Missing , between/, 'a comma is missing between two entries'],
  ['MISSING_CHAR', /Implicit map keys need/, 'the colon after a key is missing', 'Write "key: value".'],
  ['MISSING_CHAR', /without - indicator/, 'a list entry without "- "'],
  ['MISSING_CHAR', /Comments must be separated/, 'a blank is missing before "#"'],
  ['MISSING_CHAR', /Flow sequence|expected ]|with a \]/i, 'the closing bracket "]" is missing'],
  ['MISSING_CHAR', /Flow map|with a \}/i, 'the closing bracket "}" is missing'],
  ['MISSING_CHAR', /./, 'a character is missing'],
  ['MULTILINE_IMPLICIT_KEY', /./, 'the colon after a key is missing', 'Write "key: value" in one line.'],
  ['KEY_OVER_1024_CHARS', /./, 'a key is longer than 1,024 characters'],
  ['NON_STRING_KEY', /./, 'a key is not a text'],
  ['BAD_ALIAS', /./, 'an alias or anchor has no usable name', quote],
  ['ALIAS_PROPS', /./, 'an alias has an anchor or a tag', 'Write the alias alone.'],
  ['MULTIPLE_ANCHORS', /./, 'a value has two anchors'],
  ['MULTIPLE_TAGS', /./, 'a value has two tags'],
  ['BAD_PROP_ORDER', /./, 'an anchor or tag stands before the indicator of its entry'],
  ['BAD_DQ_ESCAPE', /./, 'an unknown escape sequence in double quotes', 'Use single quotes for a text with backslashes.'],
  ['BAD_DIRECTIVE', /./, 'an unknown directive', quote],
  ['BAD_COLLECTION_TYPE', /./, 'the tag does not fit its value', 'Remove the tag.'],
  ['TAG_RESOLVE_FAILED', /Unresolved tag: (\S+)/, 'unknown tag "$1"', 'Remove the tag, or put quotes around a text that begins with "!".'],
  ['TAG_RESOLVE_FAILED', /./, 'the tag cannot be used here', 'Remove the tag, or put quotes around a text that begins with "!".'],
  ['RESOURCE_EXHAUSTION', /./, 'the values are nested too deeply'],
  ['UNEXPECTED_TOKEN', /"(\]|\})"|flow-(seq|map)-end/, 'a closing bracket without an opening one'],
  ['UNEXPECTED_TOKEN', /Unexpected ,|empty item/, 'a comma without an entry before it'],
  ['UNEXPECTED_TOKEN', /Block scalar header/, 'text behind "|" or ">"', 'Begin the text in the next line.'],
  [
    'UNEXPECTED_TOKEN',
    /flow-(?:map|seq)-start at node end/,
    'a second value in one line',
    'Put a comma between two values in brackets, or each in a line of its own.',
  ],
  ['UNEXPECTED_TOKEN', /scalar/, 'text after the end of a value', 'Put quotes around the whole text.'],
  ['UNEXPECTED_TOKEN', /./, 'an unexpected character', quote],
]

export function syntaxSentence(code: string, message: string): SyntaxSentence {
  for (const [rowCode, pattern, sentence, hint] of rows) {
    const found = rowCode === code ? pattern.exec(message) : null
    if (found === null) continue
    return {message: `${sentence.replace('$1', plainTag(found[1] ?? ''))}.`, ...(hint === undefined ? {} : {hint})}
  }
  return {message: 'the text is not valid YAML here.'}
}

/** `tag:yaml.org,2002:set` is written `!!set`. */
function plainTag(tag: string): string {
  return tag.replace(/^tag:yaml\.org,2002:/, '!!')
}
