import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {addKeys, type BlockKey, formatAuthorizedKeys, parseAuthorizedKeys} from './authorized-keys.ts'

const blockKey: fc.Arbitrary<BlockKey> = fc.record(
  {
    type: fc.constantFrom('ssh-ed25519', 'ssh-rsa', 'sk-ssh-ed25519@openssh.com'),
    blob: fc.base64String({minLength: 8, maxLength: 40}).filter((text) => text !== ''),
    comment: fc.stringMatching(/^[ -~]*$/).filter((text) => text === text.trim()),
    expires: fc.constantFrom('20270101000000', '20270101000000Z'),
  },
  {requiredKeys: ['type', 'blob', 'comment']},
)
const foreignLine = fc.string({unit: 'grapheme'}).filter((line) => !/[\n\r]/.test(line) && !/^# (BEGIN|END) ops/.test(line))

describe('the marked block', () => {
  test('foreign lines come out byte for byte, whatever they are, and the block reads back', () => {
    fc.assert(
      fc.property(
        fc.array(foreignLine),
        fc.uniqueArray(blockKey, {selector: ({blob}) => blob}),
        fc.array(foreignLine),
        (before, block, after) => {
          const text = formatAuthorizedKeys({before, block, after})
          const split = parseAuthorizedKeys(text)
          expect(formatAuthorizedKeys(split)).toBe(text)
          if (block.length > 0) expect(split).toEqual({before, block, after})
          const without = formatAuthorizedKeys({...split, block: []})
          expect(without).toBe([...before, ...after].map((line) => `${line}\n`).join(''))
        },
      ),
    )
  })

  test('adding the same keys twice changes nothing, and keys keep their order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(blockKey, {selector: ({blob}) => blob}),
        fc.uniqueArray(blockKey, {selector: ({blob}) => blob}),
        (block, added) => {
          const once = addKeys(block, added)
          expect(addKeys(once, added)).toEqual(once)
          const blobs = once.map(({blob}) => blob)
          expect(blobs.filter((blob) => block.some((key) => key.blob === blob))).toEqual(block.map(({blob}) => blob))
          expect(new Set(blobs)).toEqual(new Set([...block, ...added].map(({blob}) => blob)))
        },
      ),
    )
  })

  test('a block without its end mark keeps the foreign lines after it', () => {
    const text = formatAuthorizedKeys({before: ['a'], block: [{type: 'ssh-rsa', blob: 'AAAA', comment: ''}], after: ['theirs']}).replace(
      /# END ops\n/,
      '',
    )
    expect(parseAuthorizedKeys(text)).toEqual({before: ['a'], block: [{type: 'ssh-rsa', blob: 'AAAA', comment: ''}], after: ['theirs']})
  })
})
