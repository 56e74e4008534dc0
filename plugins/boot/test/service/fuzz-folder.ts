import {execFileSync} from 'node:child_process'
import {createHash, randomFillSync} from 'node:crypto'
import {mkdirSync, mkdtempSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {secret} from './fuzz.ts'

/** A boot folder with everything in it that must not be served, beside one good file. */
export function fuzzFolder(): {top: string; root: string; file: string; sha256: string} {
  const top = mkdtempSync(join(tmpdir(), 'ops-fuzz-'))
  const root = join(top, 'root')
  mkdirSync(join(root, 'sub'), {recursive: true})
  mkdirSync(join(top, 'beside'))
  writeFileSync(join(top, 'secret'), secret)
  writeFileSync(join(top, 'beside', 'secret'), secret)
  symlinkSync('../secret', join(root, 'link'))
  symlinkSync('../beside', join(root, 'folder-link'))
  symlinkSync('loop', join(root, 'loop'))
  symlinkSync('/dev/zero', join(root, 'device'))
  execFileSync('mkfifo', [join(root, 'fifo')])
  const bytes = randomFillSync(Buffer.alloc(300_000))
  writeFileSync(join(root, 'good'), bytes)
  return {top, root, file: 'good', sha256: createHash('sha256').update(bytes).digest('hex')}
}
