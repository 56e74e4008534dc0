import {chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {parse} from 'yaml'
import {fixtures, readNdjson, writeNdjson} from '../files.ts'

/** One file or folder below /data/ssh; a folder has no text. */
interface PhoneFile {
  path: string
  mode: number
  uid: number
  gid: number
  text?: string
}

/** What ops left when it was killed in the middle of the set-up, and when that was done. */
export type PhoneState = 'begun' | 'done'

const treeFile = (state: PhoneState) => join(fixtures, `phone/${state}.ndjson`)

export function serialOf(dir: string): string {
  const inventory = parse(readFileSync(join(dir, 'ops.yaml'), 'utf8')) as {phones: {'lab-phone': {serial: string}}}
  return inventory.phones['lab-phone'].serial
}

/** /data/ssh of a lab's phone, as this machine sees it through the phone's adbd. */
export function sshFolder(serial: string): string {
  const isAdbd = (pid: string) => {
    try {
      const [name, env] = ['comm', 'environ'].map((file) => readFileSync(`/proc/${pid}/${file}`, 'utf8'))
      return name === 'adbd\n' && env?.split('\0').includes(`ADBD_PORT=${serial.split(':')[1]}`) === true
    } catch {
      return false
    }
  }
  const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && isAdbd(name))
  if (pid === undefined) throw new Error(`${serial} has no adbd`)
  return `/proc/${pid}/root/data/ssh`
}

/** Keeps what is in /data/ssh of a phone; private host keys are left out. */
export function keepPhoneFiles(serial: string, state: PhoneState): void {
  const folder = sshFolder(serial)
  const names = ['.', ...(readdirSync(folder, {recursive: true}) as string[]).sort()]
  const kept = names.filter((name) => !/ssh_host_\w+_key$|\.log$|\.pid$/.test(name))
  const files = kept.map((path): PhoneFile => {
    const file = join(folder, path)
    const stat = statSync(file)
    const text = stat.isDirectory() ? {} : {text: readFileSync(file, 'utf8')}
    return {path, mode: stat.mode & 0o7777, uid: stat.uid, gid: stat.gid, ...text}
  })
  writeNdjson(treeFile(state), files)
}

/** Puts the files back onto a phone, which then has nothing else there; the public half of a host key goes with its private one. */
export function restorePhoneFiles(serial: string, state: PhoneState): void {
  const folder = sshFolder(serial)
  for (const name of readdirSync(folder)) rmSync(join(folder, name), {recursive: true})
  for (const {path, mode, uid, gid, text} of readNdjson<PhoneFile>(treeFile(state))) {
    if (/ssh_host_\w+_key\.pub$/.test(path)) continue
    const file = join(folder, path)
    if (text === undefined) mkdirSync(file, {recursive: true})
    else writeFileSync(file, text)
    chownSync(file, uid, gid)
    chmodSync(file, mode)
  }
}
