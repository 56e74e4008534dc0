import type {InventoryProblem, InventorySection} from '@ops/core/inventory'

/** The keys of a host's `evacuate:`. */
export interface EvacuateSection {
  /** Host set; the first host of it that can take all the work is chosen. */
  to?: string
  /** Folder for memory images on both hosts, for example a tmpfs (default: beside the records). */
  images?: string
  /** `lossless` forbids every mode that can lose state; stop-and-copy, the only mode today, cannot. */
  policy?: 'lossless'
}

export const evacuateSection: InventorySection<EvacuateSection> = {
  name: 'evacuate',
  at: 'host',
  async schema() {
    const {z} = await import('zod')
    return z.strictObject({
      to: z.string().min(1).optional().describe('host set that may take the work of this host'),
      policy: z.enum(['lossless']).optional().describe('forbids every way of moving that can lose state'),
      images: z
        .string()
        .regex(/^\/[^\0]+$/, 'must be an absolute path')
        .optional()
        .describe('folder for memory images on both hosts'),
    }) as never
  },
  check(inventory, {spot, problemOf, select}) {
    const problems: InventoryProblem[] = []
    for (const host of inventory.hosts.values()) {
      const to = host.section(evacuateSection)?.to
      if (to === undefined) continue
      const report = (problem: {message: string; hint?: string}) =>
        problems.push({spot: spot('hosts', host.name, 'evacuate', 'to'), path: `hosts.${host.name}.evacuate.to`, ...problem})
      const wrong = problemOf(to)
      if (wrong !== undefined) report(wrong)
      const found = select(to)
      if (found.length > 0 && found.every(({name}) => name === host.name)) report({message: `"${to}" is only ${host.name} itself.`})
    }
    return problems
  },
}
