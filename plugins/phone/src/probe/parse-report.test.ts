import {untrusted} from '@ops/core/untrusted'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {fileLines, sampleReport} from '../../test/sample-report.ts'
import {fileAt} from '../facts/phone-facts.ts'
import {parseReport} from './parse-report.ts'

describe('a report', () => {
  test('becomes facts', () => {
    const facts = parseReport(
      sampleReport(['process.99=sshd: /system/bin/sshd -f /data/ssh/sshd_config [listener] ', 'hostkey./k=ssh-ed25519 AAAA ops']),
    )
    expect(facts).toMatchObject({
      uid: 0,
      sdk: 29,
      openssh: [8, 0],
      opensshText: untrusted('OpenSSH_8.0p1'),
      sshd: ['/system/bin/sshd'],
      freeKib: 40_000_000,
      listening: [
        {address: '127.0.0.1', port: 8080},
        {address: '::1', port: 22},
      ],
      processes: [{pid: 99, command: untrusted('sshd: /system/bin/sshd -f /data/ssh/sshd_config [listener]')}],
    })
    expect(fileAt(facts, '/data')).toEqual({kind: 'folder', mode: 0o771, uid: 1000, gid: 1000})
    expect(fileAt(facts, '/nowhere').kind).toBe('absent')
    expect(facts.hostKeys.get('/k')).toBe('ssh-ed25519 AAAA')
  })

  test.each([
    ['', 'its first line is not'],
    ['ops-probe 1\nuid=0\n', 'is cut short'],
  ])('%j is refused', (text, why) => {
    expect(() => parseReport(text)).toThrow(why)
  })

  test('the text of files is read byte for byte, with and without a last newline', () => {
    const content = fc
      .array(fc.oneof(fc.string({unit: 'grapheme'}), fc.constantFrom('\r', 'a\r', '\udcfc')).filter((line) => !line.includes('\n')))
      .map((lines) => lines.join('\n'))
    fc.assert(
      fc.property(content, (text) => {
        expect(fileAt(parseReport(sampleReport(fileLines('/data/ssh/authorized_keys', text))), '/data/ssh/authorized_keys').content).toBe(
          text,
        )
      }),
    )
  })
})
