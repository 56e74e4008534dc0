import {execFileSync} from 'node:child_process'
import {expect, test} from 'vitest'
import {loadScript} from '@ops/core/scripts'

const script = `${loadScript(new URL('./scripts/match-command.pl', import.meta.url))}\nprint match_command(<STDIN>), "\\n";`

const match = (line: string, ...commands: string[][]) =>
  execFileSync('perl', ['-e', script, '--', `commands=${commands.map((argv) => argv.join('\x1f')).join('\x1e')}`], {
    input: line,
    encoding: 'utf8',
  }).trim()

const render = ['/usr/local/bin/render', '--x']

test.each([
  ['/usr/local/bin/render --x', 'exact'],
  ['/usr/local/bin/render --x >/dev/null 2>&1 &', 'exact'],
  ["LANG=C nohup /usr/local/bin/render '--x' >> /var/log/a.log 2>> /b", 'exact'],
  ['setsid -f /usr/local/bin/render "--x" &>/dev/null', 'exact'],
  ['/usr/local/bin/render --y', 'program'],
  ['cd /srv && /usr/local/bin/render --x', 'within'],
  ['kill -0 $(cat /run/r.pid) 2>/dev/null || setsid /usr/local/bin/render --x &', 'within'],
  ['/usr/local/bin/render --x --clean', 'program'],
  ['/usr/local/bin/render --x | tee log', 'within'],
  ['/usr/local/bin/render --x%input', 'within'],
  ['/usr/local/bin/render $(x)', 'program'],
  ['other --with=/usr/local/bin/render', 'program'],
  ['/usr/local/bin/renderer --x', ''],
  ['/opt/usr/local/bin/render --x', ''],
])('%s: %s', (line, expected) => expect(match(line, render)).toBe(expected))

test('the program of an interpreter is its script, and a service manager is none', () => {
  expect(match('/usr/bin/python3 -u /srv/a.py 2', ['/usr/bin/python3', '-u', '/srv/a.py', '1'])).toBe('program')
  expect(match('test -e /x || /srv/a.py 1', ['/usr/bin/python3', '-u', '/srv/a.py', '1'])).toBe('within')
  expect(match('/usr/bin/python3 /srv/b.py', ['/usr/bin/python3', '-u', '/srv/a.py', '1'])).toBe('')
  expect(match('systemctl start b', ['systemctl', 'start', 'a'])).toBe('')
  expect(match('sh /b', ['/bin/sh', '-c', 'a; b'])).toBe('')
  expect(match('a', ['b'], ['a'])).toBe('exact')
})
