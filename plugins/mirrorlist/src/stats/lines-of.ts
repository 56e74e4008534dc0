import {StringDecoder} from 'node:string_decoder'

/** Characters of a line; beyond them it is no line of a log, and what holds no line end must not fill the memory. */
const maxLength = 16_384

/** Lines of a text, without their ends; one that is too long comes cut, once. */
export async function* linesOf(parts: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder()
  let begun = ''
  for await (const part of parts) {
    const [first = '', ...rest] = decoder.write(part).split('\n')
    if (begun.length < maxLength) begun += first.slice(0, maxLength)
    for (const next of rest) {
      yield begun
      begun = next.slice(0, maxLength)
    }
  }
  if (begun !== '') yield begun
}
