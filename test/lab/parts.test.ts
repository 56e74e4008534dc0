import {execFileSync} from 'node:child_process'
import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {root} from '../cli/run-ops.ts'
import {checkParts, parts, renderParts} from './parts.ts'

const folder = mkdtempSync(join(tmpdir(), 'ops-parts-'))
afterAll(() => rmSync(folder, {recursive: true}))

function program(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, name), 0o755)
}

test('every program that a lab test needs is started by the check', () => {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.lab.ts'], {cwd: root, encoding: 'utf8'}).trim().split('\n')
  const needed = files.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/programs(?::| =) \[([^\]]*)\]/g)].flatMap((match) =>
      [...(match[1] ?? '').matchAll(/'([^']+)'/g)].map((name) => name[1]),
    ),
  )
  expect(needed.length).toBeGreaterThan(50)
  const known = parts.map((part) => part.program)
  expect(needed.filter((name) => !known.includes(name ?? ''))).toEqual([])
})

test('a program counts as there when it starts, whatever its exit code', async () => {
  program('busybox', 'echo "BusyBox v1.35.0 (Debian)"')
  program('ssh', 'echo "OpenSSH_9.2p1 Debian" >&2; exit 1')
  program('curl', 'echo "curl: error while loading shared libraries: libcurl.so.4" >&2; exit 127')
  program('perl', 'kill -KILL $$')
  const states = (await checkParts(folder)).filter(({debian}) =>
    ['busybox-static', 'openssh-client', 'curl', 'perl', 'tcc'].includes(debian),
  )
  expect(renderParts(states)).toBe(
    [
      'Parts of the lab that start: busybox 1.35.0, ssh 9.2p1.',
      'curl does not start: curl: error while loading shared libraries: libcurl.so.4',
      'perl does not start: ended by SIGKILL',
      'sftp is not installed (apt-get install openssh-client)',
      'ssh-keygen is not installed (apt-get install openssh-client)',
      'tcc is not installed (apt-get install tcc)',
    ].join('\n'),
  )
})
