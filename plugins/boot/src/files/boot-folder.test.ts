import {execFileSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {openBelow, relativeName} from './boot-folder.ts'

const top = mkdtempSync(join(tmpdir(), 'ops-boot-folder-'))
const root = join(top, 'root')
mkdirSync(join(root, 'sub'), {recursive: true})
mkdirSync(join(top, 'root-two'))
writeFileSync(join(root, 'kernel'), 'kernel')
writeFileSync(join(root, 'sub', '..foo'), 'dots')
writeFileSync(join(root, 'constructor'), 'word')
writeFileSync(join(top, 'secret'), 'secret')
writeFileSync(join(top, 'root-two', 'file'), 'secret')
symlinkSync('kernel', join(root, 'good-link'))
symlinkSync('../secret', join(root, 'bad-link'))
symlinkSync('/etc', join(root, 'bad-folder'))
symlinkSync('../root-two/file', join(root, 'sibling'))
symlinkSync('loop', join(root, 'loop'))
symlinkSync('/dev/zero', join(root, 'zero'))
execFileSync('mkfifo', [join(root, 'fifo')])
afterAll(() => rmSync(top, {recursive: true}))

const outcome = async (name: string) => {
  const opened = await openBelow(root, name)
  if (opened.kind !== 'file') return opened.kind
  await using handle = opened.handle
  return handle.readFile('utf8')
}

test.each([
  ['kernel', 'kernel'],
  ['/kernel', 'kernel'],
  ['//sub/../kernel', 'kernel'],
  ['sub\\..\\kernel', 'kernel'],
  ['./sub/..foo', 'dots'],
  ['constructor', 'word'],
  ['good-link', 'kernel'],
  ['nothing', 'missing'],
  ['__proto__', 'missing'],
  ['kernel/below', 'missing'],
  ['x'.repeat(300), 'missing'],
  ['../secret', 'outside'],
  ['sub/../../secret', 'outside'],
  ['..\\secret', 'outside'],
  ['/../../../../etc/passwd', 'missing'],
  ['..', 'outside'],
  ['', 'outside'],
  ['/', 'outside'],
  ['kernel\0.txt', 'outside'],
  ['bad-link', 'outside'],
  ['bad-folder/passwd', 'outside'],
  ['sibling', 'outside'],
  ['loop', 'irregular'],
  ['sub', 'irregular'],
  ['fifo', 'irregular'],
  ['zero', 'outside'],
])('%j gives %s', async (name, expected) => expect(await outcome(name)).toBe(expected))

test('an absolute path starts at the folder', () => expect(relativeName('/etc/passwd')).toBe('etc/passwd'))
