import {execFileSync} from 'node:child_process'
import {chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import fc from 'fast-check'
import {expect, onTestFinished, test} from 'vitest'
import {loadScript} from '@ops/core/scripts'

/** The functions of the script, with one crontab: `disarm LINE`, or `restore` what a run (or any) has disarmed. */
const script = `${loadScript(new URL('./scripts/crontabs.pl', import.meta.url))}
no warnings 'redefine';
*crontabs = sub { return [$arg{file}, 0] };
print $arg{verb} eq 'disarm' ? (disarm_line($arg{file}, $arg{line}) ? 'done' : 'changed') : scalar(restore_crontabs($arg{of}));`

function crontab(bytes: Buffer) {
  const folder = mkdtempSync(join(tmpdir(), 'ops-crontab-'))
  const file = join(folder, 'render')
  writeFileSync(file, bytes)
  chmodSync(file, 0o640)
  const run = (verb: string, args: Record<string, string>) =>
    execFileSync(
      'perl',
      ['-e', script, '--', `verb=${verb}`, `file=${file}`, 'name=render', ...Object.entries(args).map((pair) => pair.join('='))],
      {
        encoding: 'utf8',
      },
    )
  return {
    disarm: (line: string, of = 'run1') => run('disarm', {line, run: of}),
    restore: (of?: string) => run('restore', of === undefined ? {} : {of}),
    text: () => readFileSync(file),
    mode: () => statSync(file).mode & 0o7777,
    remove: () => rmSync(folder, {recursive: true}),
  }
}

test('only its own run restores a line, or the end of all of them', () => {
  const tab = crontab(Buffer.from('@reboot a\n'))
  onTestFinished(tab.remove)
  expect(tab.disarm('@reboot a')).toBe('done')
  expect(tab.text().toString()).toBe('#moved-away-by-ops run1 render#@reboot a\n')
  expect(tab.disarm('@reboot a', 'run2')).toBe('done')
  tab.restore('run2')
  expect(tab.text().toString()).toContain('run1')
  tab.restore()
  expect(tab.text().toString()).toBe('@reboot a\n')
  expect(tab.disarm('@reboot b')).toBe('changed')
})

test('whatever a crontab holds, restoring gives every byte and the mode back', () => {
  const line = fc.oneof(fc.constantFrom('@reboot a', 'A=b', '', '# x', '@reboot a '), fc.string({unit: 'binary', maxLength: 20}))
  const lines = fc.array(line, {minLength: 1, maxLength: 6})
  fc.assert(
    fc.property(lines, fc.nat(), fc.boolean(), (all, at, ends) => {
      const clean = all.map((text) => text.replaceAll(/[\n\r\0]/g, ''))
      const bytes = Buffer.from(clean.join('\n') + (ends ? '\n' : ''), 'utf8')
      const tab = crontab(bytes)
      try {
        const chosen = clean[at % clean.length] ?? ''
        if (chosen === '') return
        expect(tab.disarm(chosen)).toBe('done')
        expect(tab.text().toString().split('\n')).not.toContain(chosen)
        tab.restore('run1')
        expect(tab.text().equals(bytes)).toBe(true)
        expect(tab.mode()).toBe(0o640)
      } finally {
        tab.remove()
      }
    }),
    {numRuns: 60},
  )
})
