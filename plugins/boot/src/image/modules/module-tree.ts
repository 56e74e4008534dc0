import {readdir, readFile} from 'node:fs/promises'
import {basename, join} from 'node:path'
import type {ModuleSource} from './load-order.ts'
import {type ModuleInfo, readModuleInfo} from './modinfo.ts'
import {moduleName, parseModulesBuiltin, parseModulesDep} from './modules-dep.ts'
import {readUnpacked} from './unpack.ts'

/** A folder /lib/modules/VERSION, on this machine or below an unpacked package. */
export interface ModuleTree extends ModuleSource {
  /** The kernel's version, from the folder's name. */
  version: string
  /** Path of a module below the folder. */
  path(name: string): string
  read(name: string): Promise<Buffer>
  info(name: string): Promise<ModuleInfo>
}

/**
 * Opens a tree. Dependencies come from modules.dep where depmod has made one. Kernel packages that were only unpacked have
 * none; then they come from each module's `depends=`, as depmod does it.
 */
export async function openModuleTree(folder: string): Promise<ModuleTree> {
  const dep = await readFile(join(folder, 'modules.dep'), 'utf8').then(parseModulesDep, () => undefined)
  const builtin = await readFile(join(folder, 'modules.builtin'), 'utf8').then(parseModulesBuiltin, () => new Set<string>())
  const paths = dep && dep.path.size > 0 ? dep.path : await scan(folder)
  const infos = new Map<string, Promise<ModuleInfo>>()
  const path = (name: string) => {
    const found = paths.get(name)
    if (found === undefined) throw new RangeError(`${folder} has no module ${name}`)
    return found
  }
  const read = (name: string) => readUnpacked(join(folder, path(name)))
  const info = (name: string) => {
    const known = infos.get(name) ?? read(name).then(readModuleInfo)
    infos.set(name, known)
    return known
  }
  return {
    version: basename(folder),
    has: (name) => paths.has(name),
    builtin: (name) => builtin.has(name),
    depends: async (name) => dep?.depends.get(name) ?? (await info(name)).depends,
    wants: async (name) => (await info(name)).wants,
    path,
    read,
    info,
  }
}

async function scan(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const names = await readdir(folder, {recursive: true}).catch(() => [])
  for (const name of names.sort()) if (/\.ko(\.(gz|xz|zst))?$/.test(name)) found.set(moduleName(name), name)
  return found
}
