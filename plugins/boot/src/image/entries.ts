import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {loadScript} from '@ops/core/scripts'
import type {CpioEntry} from '../cpio/write-cpio.ts'
import type {ModuleTree} from './modules/module-tree.ts'
import {readUnpacked} from './modules/unpack.ts'

export interface InitramfsParts {
  busybox: Uint8Array
  settings: string
  /** Undefined: the kernel has everything built in. */
  modules?: {tree: ModuleTree; order: readonly string[]; options: Readonly<Record<string, string>>}
  firmwareFrom: string
}

export interface InitramfsEntries {
  entries: CpioEntry[]
  firmware: string[]
  /** Files that a module requests and this machine does not have. */
  firmwareAbsent: string[]
}

/** Collects the entries of the initramfs. */
export async function initramfsEntries({busybox, settings, modules, firmwareFrom}: InitramfsParts): Promise<InitramfsEntries> {
  const entries: CpioEntry[] = [
    file('init', loadScript(new URL('./scripts/init.sh', import.meta.url)), 0o755),
    file('etc/udhcpc.script', loadScript(new URL('./scripts/udhcpc.sh', import.meta.url)), 0o755),
    file('etc/ops-boot.conf', settings, 0o644),
    {path: 'bin/busybox', kind: 'file', mode: 0o755, data: busybox},
    {path: 'bin/sh', kind: 'link', mode: 0o777, target: 'busybox'},
    // The kernel opens /dev/console for /init before anything is mounted.
    {path: 'dev/console', kind: 'device', mode: 0o600, major: 5, minor: 1},
    ...['proc', 'sys', 'run', 'tmp', 'sbin', 'root', 'nfs'].map((path): CpioEntry => ({path, kind: 'folder', mode: 0o755})),
  ]
  if (modules === undefined) return {entries, firmware: [], firmwareAbsent: []}
  const {tree, order, options} = modules
  const folder = `lib/modules/${tree.version}`
  const plain = (name: string) => tree.path(name).replace(/\.(gz|xz|zst)$/, '')
  for (const name of order) entries.push({path: `${folder}/${plain(name)}`, kind: 'file', mode: 0o644, data: await tree.read(name)})
  entries.push(
    file(
      `${folder}/load`,
      order
        .map((name) => `${plain(name)} ${options[name] ?? ''}`.trimEnd())
        .concat('')
        .join('\n'),
      0o644,
    ),
  )
  const {found, absent} = await firmwareOf(tree, order, firmwareFrom)
  entries.push(...found)
  return {entries, firmware: found.map(({path}) => path.slice('lib/firmware/'.length)), firmwareAbsent: absent}
}

async function firmwareOf(tree: ModuleTree, order: readonly string[], from: string): Promise<{found: CpioEntry[]; absent: string[]}> {
  const names = new Set<string>()
  for (const name of order) for (const wanted of (await tree.info(name)).firmware) names.add(wanted)
  const found: CpioEntry[] = []
  const absent: string[] = []
  for (const name of [...names].sort()) {
    const data = await readFile(join(from, name))
      .catch(() => readUnpacked(join(from, `${name}.xz`)))
      .catch(() => readUnpacked(join(from, `${name}.zst`)))
      .catch(() => undefined)
    if (data === undefined) absent.push(name)
    else found.push({path: `lib/firmware/${name}`, kind: 'file', mode: 0o644, data})
  }
  return {found, absent}
}

function file(path: string, text: string, mode: number): CpioEntry {
  return {path, kind: 'file', mode, data: Buffer.from(text)}
}
