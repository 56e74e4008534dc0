import {mkdirSync, mkdtempSync, readlinkSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {makeLink, planLink} from '../../bin/link-command.js'
import {bin} from '../cli/run-ops.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ops-link-'))
})
afterEach(() => rmSync(home, {recursive: true}))

const inHome = (...names: string[]) => join(home, ...names)
const plan = (path: string[], more: {npmPrefix?: string} = {}) =>
  planLink({target: bin, path: path.join(':'), home, isRoot: false, ...more})

function folder(...names: string[]): string {
  mkdirSync(inHome(...names), {recursive: true})
  return inHome(...names)
}

describe('where the command ops is linked', () => {
  test("into the user's own folder, where the PATH has it", () => {
    const own = folder('.local', 'bin')
    const link = plan(['/usr/bin', own])
    expect(link).toEqual({state: 'new', file: join(own, 'ops'), onPath: true})
    makeLink(link.file, bin)
    expect(readlinkSync(join(own, 'ops'))).toBe(bin)
    expect(plan(['/usr/bin', own])).toEqual({state: 'there', file: join(own, 'ops'), onPath: true})
  })

  test("into npm's own folder, where a user has Node in their home", () => {
    const npm = folder('node', 'bin')
    expect(plan([npm, '/usr/bin'], {npmPrefix: inHome('node')})).toEqual({state: 'new', file: join(npm, 'ops'), onPath: true})
  })

  test('into ~/.local/bin with a word about the PATH, where no folder of the PATH can be written', () => {
    const link = plan(['/proc/self', 'relative', ''])
    expect(link).toEqual({state: 'new', file: inHome('.local/bin/ops'), onPath: false})
    makeLink(link.file, bin)
    expect(plan(['/proc/self'])).toEqual({state: 'there', file: link.file, onPath: false})
  })

  test('the folders that npm run puts in front are not those of the shell', () => {
    const npm = folder('node_modules', '.bin')
    symlinkSync(bin, join(npm, 'ops'))
    expect(plan([npm])).toMatchObject({state: 'new', onPath: false})
  })
})

describe('another program called ops is not replaced', () => {
  test.each([
    ['a program anywhere in the PATH', (file: string) => writeFileSync(file, '#!/bin/sh\n', {mode: 0o755})],
    ['a link to a checkout that is gone', (file: string) => symlinkSync('/nonexistent/ops/bin/run.js', file)],
  ])('%s', (_, make) => {
    const [own, other] = [folder('.local', 'bin'), folder('other')]
    make(join(other, 'ops'))
    expect(plan([own, other])).toEqual({state: 'taken', file: join(other, 'ops'), onPath: true})
  })

  test('nor outside of the PATH', () => {
    const file = inHome('.local/bin/ops')
    mkdirSync(dirname(file), {recursive: true})
    writeFileSync(file, '')
    expect(plan(['/proc/self'])).toEqual({state: 'taken', file, onPath: false})
    expect(() => makeLink(file, bin)).toThrow('EEXIST')
  })
})
