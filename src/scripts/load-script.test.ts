import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {expect, onTestFinished, test} from 'vitest'
import {loadScript} from './index.ts'

test('what a script needs is put in front of it, once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ops-scripts-'))
  onTestFinished(() => rmSync(folder, {recursive: true}))
  writeFileSync(join(folder, 'kit.pl'), 'kit;\n')
  writeFileSync(join(folder, 'files.pl'), '# Needs: kit.pl\nfiles;\n')
  writeFileSync(join(folder, 'act.pl'), '# Acts.\n# Needs: kit.pl files.pl\nact;\n')
  const text = loadScript(pathToFileURL(join(folder, 'act.pl')))
  expect(text.split('\n').filter((line) => line.endsWith(';'))).toEqual(['kit;', 'files;', 'act;'])
})
