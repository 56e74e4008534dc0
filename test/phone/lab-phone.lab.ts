import {spawnSync} from 'node:child_process'
import {mkdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'vitest'
import {root} from '../cli/run-ops.ts'
import {newLab} from '../lab/new-lab.ts'
import {lab} from '../lab/require.ts'
import {missingLines, shownCommands} from '../readme/shown.ts'

const test = lab({root: true, programs: ['adb', 'socat', 'mmdebstrap', 'unshare', 'ssh', 'sftp', 'ssh-keygen']})

/** Not the user's server; below the ports that the kernel gives to others. */
const adbPort = String(16_000 + (process.pid % 8_000))

/** Commands of "First use" in docs/phone.md with their output, once the lab is up. */
function firstUse() {
  const page = readFileSync(join(root, 'docs/phone.md'), 'utf8')
  const section = page.slice(page.indexOf('## First use'), page.indexOf('## Name the phones'))
  return shownCommands(section.replaceAll(/^# /gm, '$ ')).filter(({command}) => command.startsWith('ops phone '))
}

test('ops lab up --with phone: the first use of docs/phone.md prints what the page shows, and the lab removes the phone', async () => {
  await using made = await newLab(['--with', 'phone'])
  // adb keeps its key below HOME.
  const env = {...made.env, HOME: made.dir, ANDROID_ADB_SERVER_PORT: adbPort}
  const ops = (...args: string[]) => made.ops(args, {env, timeoutMs: 120_000})
  try {
    const key = join(made.dir, '.ssh/id_ed25519')
    mkdirSync(join(made.dir, '.ssh'), {mode: 0o700})
    spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
    const shown = firstUse()
    expect(shown.length).toBeGreaterThan(4)
    for (const {command, lines} of shown) {
      const {code, stdout, stderr} = await ops(...command.replaceAll('~', made.dir).split(' ').slice(1))
      expect(missingLines(lines, stdout), `${command}\n${stdout}${stderr}`).toEqual([])
      expect(code, stderr).toBe(command.endsWith('--check') ? 6 : 0)
    }
    expect(await ops('phone', 'ssh', 'lab-phone', '-i', key, '--', 'id', '-u')).toMatchObject({code: 0, stdout: '2000\n'})
    expect(await ops('phone', 'info', 'lab-phone', '--json')).toMatchObject({code: 0, stdout: expect.stringContaining('"running": true')})
    expect(await ops('lab', 'status', '--dir', made.dir)).toMatchObject({stdout: expect.stringContaining('lab-phone: LineageOS 20 model')})
  } finally {
    spawnSync('adb', ['-P', adbPort, 'kill-server'], {stdio: 'ignore', timeout: 15_000})
  }
}, 300_000)
