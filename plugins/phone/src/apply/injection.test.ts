import {spawnSync} from 'node:child_process'
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {shellQuote} from '@ops/core/transport'
import fc from 'fast-check'
import {expect, test} from 'vitest'
import {fileLines, sampleReport} from '../../test/sample-report.ts'
import type {PhoneTransport} from '../adb/phone-transport.ts'
import {parsePublicKeys} from '../keys/public-key.ts'
import {planSshd} from '../plan/plan.ts'
import {parseReport} from '../probe/parse-report.ts'
import {applyPlan} from './apply-plan.ts'

const blob = Buffer.concat([
  Buffer.from([0, 0, 0, 11]),
  Buffer.from('ssh-ed25519'),
  Buffer.from([0, 0, 0, 32]),
  Buffer.alloc(32, 1),
]).toString('base64')

/** Everything that a set-up sends to a phone's shell: scripts, and apart from them their input. */
async function sent(name: string, comment: string, theirs: string): Promise<{scripts: string[]; inputs: string[]}> {
  const [scripts, inputs]: [string[], string[]] = [[], []]
  const transport: PhoneTransport = {
    phone: name,
    serial: name,
    async shell(script, {stdin = ''} = {}) {
      scripts.push(script)
      inputs.push(stdin)
      return {code: 0, stdout: stdin, stderr: ''}
    },
    openTcp: () => Promise.reject(new Error('not asked for')),
    root: async () => {},
  }
  const facts = parseReport(sampleReport(fileLines('/data/ssh/authorized_keys', theirs)))
  const plan = planSshd(name, facts, {keys: parsePublicKeys(`ssh-ed25519 ${blob} ${comment}`, 'k'), port: 8023})
  await applyPlan(plan, {transport, sshd: '/system/bin/sshd', sshKeygen: '/system/bin/ssh-keygen', wasRunning: false, signal: undefined})
  // The name of a backup is the digest of what it keeps.
  return {scripts: scripts.map((script) => script.replaceAll(/[\da-f]{16}-authorized_keys/g, 'DIGEST')), inputs}
}

const nasty = fc.oneof(
  fc.string(),
  fc.constantFrom(
    "'; reboot; '",
    '$(reboot)',
    '`reboot`',
    '"',
    "'\\''",
    '\\',
    '$IFS',
    '&& reboot',
    '| reboot',
    '> /data/x',
    '\u0000',
    '\u001b[2J',
    "$'\\n'",
  ),
)
const line = nasty.filter((text) => !/[\r\n]|PRIVATE KEY/.test(text))

test("no script depends on a phone's name, a key's comment, or the content of its files: they are only ever input", async () => {
  const plain = await sent('fp', 'me', 'theirs\n')
  await fc.assert(
    fc.asyncProperty(nasty, line, line, async (name, comment, theirs) => {
      const {scripts, inputs} = await sent(name, comment, `${theirs}\n`)
      expect(scripts).toEqual(plain.scripts)
      expect(inputs.some((input) => input.startsWith(`${theirs}\n`))).toBe(true)
    }),
  )
})

test('a path is one word for the shell, whatever it holds', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ops-quote-'))
  try {
    // A name of a file may hold everything but a slash and NUL.
    const name = nasty
      .map((text) => text.replaceAll(/[/\0]/g, ''))
      .filter((text) => text !== '' && text !== '.' && text !== '..' && Buffer.byteLength(text) < 200 && text.isWellFormed())
    fc.assert(
      fc.property(
        name,
        fc.string().filter((text) => text.isWellFormed()),
        (file, content) => {
          const path = shellQuote([join(folder, file)])
          const {status} = spawnSync('sh', ['-c', `cat > ${path}`], {input: content})
          expect(status).toBe(0)
          expect(readdirSync(folder)).toEqual([file])
          expect(readFileSync(join(folder, file), 'utf8')).toBe(content)
          rmSync(join(folder, file))
        },
      ),
    )
  } finally {
    rmSync(folder, {recursive: true})
  }
})
