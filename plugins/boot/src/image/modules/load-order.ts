/** Dependencies of modules; a module that is built into the kernel has no dependencies and no file. */
export interface ModuleSource {
  has(name: string): boolean
  builtin(name: string): boolean
  /** Names that must be loaded before it. */
  depends(name: string): Promise<readonly string[]>
  /** Names that are loaded before it where they exist. */
  wants(name: string): Promise<readonly string[]>
}

export interface LoadOrder {
  /** Each module after its dependencies. */
  order: string[]
  /** Wanted, but neither in the tree nor in the kernel. */
  absent: string[]
}

/** Orders modules and their dependencies so that insmod can load them. */
export async function loadOrder(source: ModuleSource, wanted: Iterable<string>): Promise<LoadOrder> {
  const order = new Set<string>()
  const absent = new Set<string>()
  const open = new Set<string>()
  async function visit(asked: string): Promise<void> {
    const name = asked.replaceAll('-', '_')
    if (order.has(name) || open.has(name) || source.builtin(name)) return
    if (!source.has(name)) return void absent.add(name)
    open.add(name)
    for (const soft of await source.wants(name)) if (source.has(soft.replaceAll('-', '_'))) await visit(soft)
    for (const hard of await source.depends(name)) await visit(hard)
    open.delete(name)
    order.add(name)
  }
  for (const name of wanted) await visit(name)
  return {order: [...order], absent: [...absent]}
}
