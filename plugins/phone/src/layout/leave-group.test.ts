import {execFileSync} from 'node:child_process'
import {mkdir} from 'node:fs/promises'
import {join} from 'node:path'
import {loadScript} from '@ops/core/scripts'
import {tempFolder} from '@ops/core/testing'
import {expect, test} from 'vitest'

test('a control group that refuses the write does not end a script under set -e', async () => {
  await using folder = await tempFolder()
  // A folder is writable and cannot be written to: what the kernel's refusal looks like to the shell.
  await mkdir(join(folder.path, 'cgroup.procs'))
  const script = loadScript(new URL('./scripts/leave-group.sh', import.meta.url)).replace(
    /for group in [^;]+;/,
    `for group in ${folder.path};`,
  )
  expect(script).toContain(folder.path)
  expect(execFileSync('sh', ['-e', '-c', `${script}\nleave_group\necho went on`], {encoding: 'utf8'})).toBe('went on\n')
})
