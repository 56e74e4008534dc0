import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {gzipSync} from 'node:zlib'
import {afterAll, describe, expect, test} from 'vitest'
import {writeCpio} from '../../plugins/boot/src/cpio/write-cpio.ts'
import {bin, root, runOps} from '../cli/run-ops.ts'
import {missingLines, shownCommands} from '../readme/shown.ts'

const home = mkdtempSync(join(tmpdir(), 'ops-boot-page-'))
const folder = join(home, 'boot')
/** Of this test alone, so that the ports of the page are free on it. */
const address = `127.31.${process.pid % 250}.1`
const env = {PATH: process.env['PATH'] ?? '', HOME: home, NO_COLOR: '1', OPS_STATE_DIR: join(home, '.local/state/ops')}
const children: ChildProcess[] = []
afterAll(async () => {
  for (const child of children) {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  rmSync(home, {recursive: true, force: true})
})

/** Starts a server and returns what it printed until it was ready. */
async function started(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [bin, ...args], {cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe']})
  children.push(child)
  let printed = ''
  for await (const chunk of child.stderr) {
    printed += String(chunk)
    if (/ ready$/m.test(printed)) break
  }
  return printed
}

/** The blocks of docs/boot.md that are tried, in their order: inventories, and commands with their output. A command that names a host uses the last inventory before it that has this host. */
const blocks = [...readFileSync(join(root, 'docs/boot.md'), 'utf8').matchAll(/^```(yaml|console)\n([\s\S]*?)^```/gm)]

describe('docs/boot.md shows what its commands print', () => {
  mkdirSync(join(folder, 'srv'), {recursive: true})
  const kernel = Buffer.alloc(8_100_000)
  // What makes it a kernel of a PC: Documentation/arch/x86/boot.rst, boot_flag, header and version.
  kernel.writeUInt16LE(0xaa55, 0x1fe)
  kernel.write('HdrS', 0x202)
  kernel.writeUInt16LE(0x020f, 0x206)
  writeFileSync(join(folder, 'srv/vmlinuz'), kernel)
  writeFileSync(join(folder, 'srv/initrd.gz'), gzipSync(writeCpio([{path: 'init', kind: 'file', mode: 0o755, data: Buffer.alloc(0)}])))

  for (const [at, [whole, language, text = '']] of blocks.entries()) {
    if (language === 'yaml') {
      test(`ops.yaml: ${text.split('\n').length} lines`, () => writeFileSync(join(folder, 'ops.yaml'), text))
      continue
    }
    for (const {command, lines} of shownCommands(whole)) {
      test(`$ ${command}`, async () => {
        const args = command.replaceAll('127.0.0.1', address).split(' ').slice(1)
        const declaring = blocks
          .slice(0, at)
          .findLast(([, kind, yaml = '']) => kind === 'yaml' && args.some((word) => yaml.includes(`\n  ${word}:\n`)))
        if (declaring?.[2] !== undefined) writeFileSync(join(folder, 'ops.yaml'), declaring[2])
        const isServer = args[1] === 'serve'
        const {code, stdout, stderr} = isServer
          ? {code: 0, stdout: '', stderr: await started(args)}
          : await runOps(args, {cwd: folder, env, timeoutMs: 120_000})
        const shown = lines.map((line) => line.replaceAll('/home/you', home))
        expect(missingLines(shown, isServer ? stderr : stdout), `${stdout}${stderr}`).toEqual([])
        expect(code, stderr).toBe(0)
      }, 150_000)
    }
  }
})
