import {type ChildProcess, spawn, spawnSync} from 'node:child_process'
import {chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {basename, join} from 'node:path'
import {loadScript} from '@ops/core/scripts'
import {afterAll, describe, expect, test, vi} from 'vitest'
import {endGroups} from '../../../test/end-groups.ts'
import {ScriptOutput} from '../../remote/run-script.ts'

const script = loadScript(new URL('./scripts/survey-source.pl', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'ops-survey-'))
/** A name of this test alone in a file system in memory. */
const inMemory = `/dev/shm/${basename(folder)}`
const children: ChildProcess[] = []
afterAll(() => {
  endGroups(children)
  rmSync(folder, {recursive: true})
  rmSync(inMemory, {force: true})
})

/** Starts a shell line in a process group of its own, and waits until it has made its file `ready`. */
async function start(line: string): Promise<number> {
  const ready = join(folder, `ready-${children.length}`)
  // Without the descriptors that the runner of these tests has inherited.
  const closeAll = 'use POSIX (); POSIX::close($_) for 3 .. 1023; exec "sh", "-c", shift'
  const child = spawn('perl', ['-e', closeAll, line], {stdio: 'ignore', detached: true, env: {...process.env, READY: ready}})
  children.push(child)
  await vi.waitFor(() => expect(existsSync(ready)).toBe(true), {timeout: 10_000, interval: 10})
  return child.pid ?? 0
}

function survey(pid: number, ...files: string[]): ScriptOutput {
  const pidfile = join(folder, 'pid')
  writeFileSync(pidfile, `${pid}\n`)
  const words = [`pidfile=${pidfile}`, `images=${folder}`, `files=${files.join('\x1f')}`]
  const {stdout, stderr, status} = spawnSync('perl', ['-e', script, '--', ...words], {encoding: 'utf8'})
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return new ScriptOutput(stdout)
}

describe('the survey of a process tree', () => {
  test('counts a child that is born or ends meanwhile to the tree', async () => {
    // It ends by itself if the runner of the tests is killed.
    const births = 'i=0; while [ $i -lt 50000 ]; do i=$((i+1)); echo; /bin/true; done'
    const pid = await start(`${births} | while read x; do : >"$READY"; /bin/true; done`)
    for (let round = 0; round < 5; round++) {
      const output = survey(pid)
      expect(output.all('tied')).toEqual([])
      expect(output.all('task').map((line) => line.split(' ')[0])).toContain(String(pid))
      // Every process that it names existed to the end: none is without threads, and each has its group in the tree.
      expect(output.all('threads').every((line) => line !== '')).toBe(true)
      expect(new Set(output.all('task').map((line) => line.split(' ')[3]))).toEqual(new Set([String(pid)]))
    }
  })

  test('names a process outside of it that has an end of its pipe', async () => {
    const child = join(folder, 'child')
    const pid = await start(
      `exec perl -e 'pipe my $r, my $w; if (!fork) { open STDIN, "<&", $r; open my $f, ">", "${child}.new"; print $f $$; close $f; rename "${child}.new", "${child}"; open $f, ">", $ENV{READY}; exec "sleep", "61" } open STDOUT, ">&", $w; exec "sleep", "62"'`,
    )
    expect(survey(Number(readFileSync(child, 'utf8'))).all('tied')).toEqual([`${pid} sleep`])
    expect(survey(pid).all('tied')).toEqual([])
  })

  test('names memory and declared files, and processes outside of it that use these too', async () => {
    const log = join(folder, 'log')
    const line = `exec 3<>${inMemory} 4>>${log}; echo 12345 >&3; : >"$READY"; exec sleep`
    const pid = await start(`${line} 63`)
    const alone = survey(pid, log)
    expect(alone.all('carried')).toEqual([`4096 ${inMemory}`])
    expect(alone.all('outsider')).toEqual([])
    const other = await start(`${line} 64`)
    const reader = await start(`exec 3<${log}; : >"$READY"; exec sleep 65`)
    const output = survey(pid, log)
    expect(output.all('outsider').map((text) => text.replace(/ \S+ /, ' '))).toEqual([`${other} sleep`])
    expect(output.all('sharer')).toEqual([`${other} ${inMemory}`])
    expect(output.all('writer')).toEqual([`${other} ${log}`])
    expect(reader).toBeGreaterThan(0)
    // A file in memory that is declared is sent as such.
    expect(survey(pid, log, inMemory).all('carried')).toEqual([])
  })

  test('names folders on a disk that their process may write, and no others', async () => {
    const [own, closed] = [join(folder, 'own'), join(folder, 'closed')]
    for (const path of [own, closed]) mkdirSync(path)
    const isRoot = process.getuid?.() === 0
    // Root itself may write everywhere.
    const asOther = (line: string) => (isRoot ? `exec setpriv --reuid 65534 --regid 65534 --clear-groups sh -c '${line}'` : line)
    if (isRoot) chownSync(own, 65534, 65534)
    else chmodSync(closed, 0o500)
    chmodSync(folder, 0o755)
    const sleeps = (path: string, seconds: number) => start(`: >"$READY"; cd ${path}; ${asOther(`exec sleep ${seconds}`)}`)
    const writable = async (pid: number, path: string) => {
      await vi.waitFor(() => expect(readlinkSync(`/proc/${pid}/cwd`)).toBe(path), {timeout: 10_000, interval: 10})
      await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/comm`, 'utf8')).toBe('sleep\n'), {timeout: 10_000, interval: 10})
      return survey(pid).all('writable')
    }
    expect(await writable(await sleeps(own, 66), own)).toContain(`cwd ${own}`)
    expect(await writable(await sleeps(closed, 67), closed)).not.toContain(`cwd ${closed}`)
    expect(await writable(await sleeps('/dev/shm', 68), '/dev/shm')).not.toContain('cwd /dev/shm')
  })
})
