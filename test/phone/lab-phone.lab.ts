import {spawnSync} from 'node:child_process'
import {join} from 'node:path'
import {expect} from 'vitest'
import {newLab} from '../lab/new-lab.ts'
import {lab} from '../lab/require.ts'

const test = lab({root: true, programs: ['adb', 'socat', 'mmdebstrap', 'unshare', 'ssh', 'sftp', 'ssh-keygen']})

/** Not the user's server; below the ports that the kernel gives to others. */
const adbPort = String(16_000 + (process.pid % 8_000))

test('ops lab up --with phone: sshd is set up on it, real ssh and sftp get in, and the lab takes it away', async () => {
  await using made = await newLab(['--with', 'phone'])
  // adb keeps its key below HOME.
  const env = {...made.env, HOME: made.dir, ANDROID_ADB_SERVER_PORT: adbPort}
  const ops = (...args: string[]) => made.ops(args, {env, timeoutMs: 120_000})
  try {
    const key = join(made.dir, 'key')
    spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
    const done = await ops('phone', 'sshd', 'lab-phone', '--key', `${key}.pub`)
    expect(done).toMatchObject({code: 0, stdout: expect.stringContaining('verified: root: root with the right key is refused')})
    expect(await ops('phone', 'ssh', 'lab-phone', '-i', key, '--', 'id', '-u')).toMatchObject({code: 0, stdout: '2000\n'})
    expect(await ops('phone', 'info', 'lab-phone', '--json')).toMatchObject({code: 0, stdout: expect.stringContaining('"running": true')})
    expect(await ops('lab', 'status', '--dir', made.dir)).toMatchObject({stdout: expect.stringContaining('lab-phone: LineageOS 20 model')})
  } finally {
    spawnSync('adb', ['-P', adbPort, 'kill-server'], {stdio: 'ignore', timeout: 15_000})
  }
}, 300_000)
