import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {ScriptOutput} from '../../remote/run-script.ts'
import {foldPaths, noteUndeclaredFolders} from './undeclared-writes.ts'

describe('paths to declare', () => {
  test.each([
    [
      ['/var/log/a', '/var/log/b'],
      ['/var/log/a', '/var/log/b'],
    ],
    [['/var/log/nginx/access.log', '/var/log/nginx/error.log'], ['/var/log/nginx']],
    [
      ['/srv/app/a/1', '/srv/app/b/2', '/srv/other/3'],
      ['/srv/app', '/srv/other/3'],
    ],
    [
      ['/home/me/data/1', '/home/me/data/2', '/home/me/3'],
      ['/home/me/data', '/home/me/3'],
    ],
    [
      ['/a', '/b'],
      ['/a', '/b'],
    ],
    // The folder of the records must not be sent.
    [
      ['/var/lib/ops/a', '/var/lib/ops/b'],
      ['/var/lib/ops/a', '/var/lib/ops/b'],
    ],
  ])('of %j: %j', (paths, expected) => expect(foldPaths(paths)).toEqual(expected))

  test('cover every file, and are not more than the files', () => {
    const word = fc.constantFrom('var', 'lib', 'log', 'tmp', 'home', 'a', 'b')
    const path = fc.array(word, {minLength: 1, maxLength: 6}).map((words) => `/${words.join('/')}`)
    fc.assert(
      fc.property(fc.uniqueArray(path), (paths) => {
        const folded = foldPaths(paths)
        expect(folded.length).toBeLessThanOrEqual(paths.length)
        for (const one of paths) expect(folded.some((folder) => one === folder || one.startsWith(`${folder}/`))).toBe(true)
        for (const folder of ['/', '/var', '/var/lib', '/var/log', '/tmp', '/home', '/home/a'])
          if (!paths.includes(folder)) expect(folded).not.toContain(folder)
      }),
    )
  })
})

describe('folders that a program may write while no survey looks', () => {
  const output = new ScriptOutput(
    'writable cwd /var/lib/redis\nwritable socket /srv/app\nwritable cwd /\nwritable pidfile /run\nwritable cwd /tmp\n',
  )
  const notes = (...files: string[]) => noteUndeclaredFolders(output, {name: 'redis', files})

  test('are noted, except those of the system', () => {
    expect(notes()).toEqual([
      '/var/lib/redis, the working folder of redis, is writable for its user and is not declared; files there stay behind. Add /var/lib/redis to "files:" of redis if it keeps data there.',
      '/srv/app, the folder of a unix socket of redis, is writable for its user and is not declared; files there stay behind. Add /srv/app to "files:" of redis if it keeps data there.',
    ])
  })

  test('are not noted when they, a folder above or something in them is declared', () => {
    expect(notes('/var/lib/redis/dump.rdb', '/srv')).toEqual([])
    expect(notes('/var/lib/redis2', '/srv/app')).toHaveLength(1)
  })
})
