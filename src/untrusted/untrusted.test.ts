import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {escapeJson, escapeLines, escapeText} from './escape.ts'
import {untrusted} from './untrusted.ts'

/** Everything below the space, DEL, C1, bidi controls, separators, halves of surrogate pairs. */
const harmful = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u
const hostile = fc.string({unit: 'binary', maxLength: 400})

describe('escaped text', () => {
  test('holds nothing that a terminal executes, whatever it was', () => {
    fc.assert(fc.property(hostile, (text) => !harmful.test(escapeText(text)) && !harmful.test(escapeLines(text).replace(/[\n\t]/g, ''))))
  })

  test('is the same text where there was nothing to escape', () => {
    const text = 'Büro ☃ 日本 👩‍👩‍👧 "a\\b" می‌خواهم'
    expect(escapeText(text)).toBe(text)
  })

  test.each([
    ['a\u001b[2J\u0007\nnode9 on', String.raw`a\x1b[2J\x07\nnode9 on`],
    ['\u009b1m\u007f\r\t', String.raw`\x9b1m\x7f\r\t`],
    ['\u202enodo\u2066 \u2028\ufeff', String.raw`\u202enodo\u2066 \u2028\ufeff`],
    ['a\u200bb\u2060c', String.raw`a\u200bb\u2060c`],
    ['M\udcfcller \ud83d', String.raw`M\xfcller \ud83d`],
    ['\u{e0041}', String.raw`\u{e0041}`],
  ])('shows what it was: %j', (text, shown) => {
    expect(escapeText(text)).toBe(shown)
  })

  test('as JSON is the same value', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const json = escapeJson(JSON.stringify({text}, undefined, 2))
        expect(JSON.parse(json)).toEqual({text})
        expect(json.replaceAll('\n', '')).not.toMatch(harmful)
      }),
    )
  })
})

describe('untrusted text', () => {
  test('in a template is escaped and one short line; in JSON it is what was received', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(`${untrusted(text)}`).not.toMatch(harmful)
        expect(JSON.parse(JSON.stringify({alias: untrusted(text)}))).toEqual({alias: text})
      }),
    )
    expect(`${untrusted('x'.repeat(10_000))}`).toBe(`${'x'.repeat(200)}…`)
    expect(`${untrusted('😀'.repeat(150))}`.length).toBeLessThanOrEqual(301)
  })

  test('is no string', () => {
    // @ts-expect-error: only a template or `raw` opens it.
    const text: string = untrusted('a')
    expect(text).not.toBe('a')
  })
})
