import {spawnSync} from 'node:child_process'
import {chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fixtures} from '../answers.ts'

/** One file or folder below /data/ssh; a folder has no text. */
interface PhoneFile {
  path: string
  mode: number
  uid: number
  gid: number
  text?: string
}

const treeFile = join(fixtures, 'phone/data-ssh.ndjson')
export const keyFile = join(fixtures, 'phone/key.pub')

export interface LabAdb {
  port: string
  serial: string
  /** adb keeps its key there. */
  home: string
}

export function adb({port, serial, home}: LabAdb, args: readonly string[], input?: Buffer): Buffer {
  const {status, stdout, stderr} = spawnSync('adb', ['-P', port, '-s', serial, ...args], {env: {...process.env, HOME: home}, input})
  if (status !== 0) throw new Error(`adb ${args.join(' ')} ended with ${status}: ${stdout.toString()}${stderr.toString()}`)
  return stdout
}

/** Keeps what is in /data/ssh of a phone, its private host key left out. */
export function keepPhoneFiles(phone: LabAdb): void {
  const folder = mkdtempSync(join(tmpdir(), 'ops-upgrade-phone-'))
  const tar = adb(phone, ['exec-out', 'tar -C /data -cf - ssh'])
  spawnSync('tar', ['-C', folder, '--same-owner', '--numeric-owner', '-xpf', '-'], {input: tar})
  const names = ['ssh', ...(readdirSync(join(folder, 'ssh'), {recursive: true}) as string[]).sort().map((name) => `ssh/${name}`)]
  const files = names
    .filter((name) => !/ssh_host_\w+_key$|\.log$|\.pid$/.test(name))
    .map((path): PhoneFile => {
      const stat = statSync(join(folder, path))
      const text = stat.isDirectory() ? {} : {text: readFileSync(join(folder, path), 'utf8')}
      return {path, mode: stat.mode & 0o7777, uid: stat.uid, gid: stat.gid, ...text}
    })
  mkdirSync(join(treeFile, '..'), {recursive: true})
  writeFileSync(treeFile, files.map((file) => `${JSON.stringify(file)}\n`).join(''))
  rmSync(folder, {recursive: true})
}

/** Puts the files back onto a phone; the host key is made again, as its private half is not kept. */
export function restorePhoneFiles(phone: LabAdb): void {
  const folder = mkdtempSync(join(tmpdir(), 'ops-upgrade-phone-'))
  const files = readFileSync(treeFile, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as PhoneFile)
  for (const {path, mode, uid, gid, text} of files) {
    const file = join(folder, path)
    if (text === undefined) mkdirSync(file, {recursive: true})
    else writeFileSync(file, text)
    chownSync(file, uid, gid)
    chmodSync(file, mode)
  }
  const key = join(folder, 'ssh/ops/ssh_host_ed25519_key')
  rmSync(`${key}.pub`, {force: true})
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', key])
  const tar = spawnSync('tar', ['-C', folder, '--numeric-owner', '-cf', '-', 'ssh'], {maxBuffer: 1 << 26}).stdout
  adb(phone, ['exec-in', 'tar -C /data -xpf -'], tar)
  rmSync(folder, {recursive: true})
}
