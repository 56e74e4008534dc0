import {generateKeyPairSync} from 'node:crypto'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {parsePublicKeys} from './public-key.ts'

const field = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, bytes.length >> 8, bytes.length & 255]), bytes])
const ed25519 = (key = Buffer.alloc(32, 7)) => Buffer.concat([field(Buffer.from('ssh-ed25519')), field(key)]).toString('base64')
const rsa = (bits: number) => {
  const modulus = Buffer.alloc(bits / 8, 0xff)
  return Buffer.concat([
    field(Buffer.from('ssh-rsa')),
    field(Buffer.from([1, 0, 1])),
    field(Buffer.concat([Buffer.from([0]), modulus])),
  ]).toString('base64')
}
const codeOf = (text: string) => {
  try {
    parsePublicKeys(text, 'id.pub')
    return 'accepted'
  } catch (error) {
    return (error as {code: string}).code
  }
}

describe('public keys', () => {
  test('a line is type, blob and comment', () => {
    expect(parsePublicKeys(`ssh-ed25519 ${ed25519()} me@here  now\n`, 'id.pub')).toEqual([
      {type: 'ssh-ed25519', blob: ed25519(), comment: 'me@here now'},
    ])
    expect(parsePublicKeys(`# mine\n\nssh-ed25519 ${ed25519()}\r\n`, 'id.pub')).toEqual([
      {type: 'ssh-ed25519', blob: ed25519(), comment: ''},
    ])
  })

  test('private keys of every form are refused before anything else is read', () => {
    const {privateKey} = generateKeyPairSync('ed25519')
    expect(codeOf(privateKey.export({type: 'pkcs8', format: 'pem'}).toString())).toBe('PHONE_KEY_PRIVATE')
    expect(codeOf(`ssh-ed25519 ${ed25519()} x\n-----BEGIN OPENSSH PRIVATE KEY-----\n`)).toBe('PHONE_KEY_PRIVATE')
    expect(codeOf('PuTTY-User-Key-File-3: ssh-ed25519\n')).toBe('PHONE_KEY_PRIVATE')
  })

  test.each([
    [`ssh-dss ${ed25519()}`, 'PHONE_KEY_WEAK'],
    [`ssh-rsa ${rsa(1024)}`, 'PHONE_KEY_WEAK'],
    [`ssh-rsa ${rsa(2040)}`, 'PHONE_KEY_WEAK'],
    [`ssh-rsa ${rsa(2048)}`, 'accepted'],
    [`ssh-rsa ${ed25519()}`, 'PHONE_KEY_BAD'],
    [`ssh-ed25519-cert-v01@openssh.com ${ed25519()}`, 'PHONE_KEY_BAD'],
    [`command="id" ssh-ed25519 ${ed25519()}`, 'PHONE_KEY_BAD'],
    ['ssh-ed25519 no*base64', 'PHONE_KEY_BAD'],
    ['', 'PHONE_KEY_BAD'],
  ])('%.30s… is %s', (line, code) => {
    expect(codeOf(line)).toBe(code)
  })

  test('whatever a comment holds, it stays in its line', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), (comment) => {
        fc.pre(!/PRIVATE KEY|[\r\n]/.test(comment))
        const [key] = parsePublicKeys(`ssh-ed25519 ${ed25519()} ${comment}`, 'id.pub')
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left.
        expect(key?.comment).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/)
      }),
    )
  })
})
