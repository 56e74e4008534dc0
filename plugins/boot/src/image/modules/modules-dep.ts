/** Contents of modules.dep (depmod(8)) by module name; paths are relative to the tree's folder. */
export interface ModulesDep {
  path: ReadonlyMap<string, string>
  depends: ReadonlyMap<string, readonly string[]>
}

/** `kernel/fs/nfs/nfs-layout.ko.xz` is module `nfs_layout`: the kernel reads `-` and `_` as the same. */
export function moduleName(path: string): string {
  const base = path.slice(path.lastIndexOf('/') + 1)
  return base.replace(/\.ko(\.(gz|xz|zst))?$/, '').replaceAll('-', '_')
}

/** Parses modules.dep (modules.dep(5)): `module: its dependencies, each with its path`. */
export function parseModulesDep(text: string): ModulesDep {
  const path = new Map<string, string>()
  const depends = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':')
    if (colon < 0 || line.startsWith('#')) continue
    const file = line.slice(0, colon).trim()
    path.set(moduleName(file), file)
    depends.set(
      moduleName(file),
      line
        .slice(colon + 1)
        .split(/\s+/)
        .filter(Boolean)
        .map(moduleName),
    )
  }
  return {path, depends}
}

/** Names in modules.builtin: they are in the kernel and need no file. */
export function parseModulesBuiltin(text: string): Set<string> {
  return new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
      .map(moduleName),
  )
}
