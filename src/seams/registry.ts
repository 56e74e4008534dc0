import type {OpsError} from '../errors/index.ts'
import type {InventorySection} from '../inventory/section.ts'
import type {BootFollow} from './boot-follow.ts'
import type {DoctorCheck} from './doctor.ts'
import type {Guard} from './guard.ts'
import type {GuestFinder} from './guest-finder.ts'
import type {LabPart} from './lab-part.ts'
import type {LabPlugFactory} from './lab-plug.ts'
import type {PlaybookAction} from './playbook-action.ts'
import type {PowerControl} from './power-control.ts'
import type {PowerDriverFactory} from './power-driver.ts'
import type {StatusFacet} from './status-facet.ts'
import type {WorkloadRuntime} from './workload-runtime.ts'

/** Values by name; a second registration of a name is a programming error. */
export class NamedSeam<T> {
  readonly #kind: string
  readonly #byName = new Map<string, T>()

  constructor(kind: string) {
    this.#kind = kind
  }

  add(name: string, value: T): void {
    if (this.#byName.has(name)) throw new Error(`Two plugins register the ${this.#kind} "${name}".`)
    this.#byName.set(name, value)
  }

  /** For a plugin that fails in the middle of its registration. */
  keepOnly(names: ReadonlySet<string>): void {
    for (const name of this.#byName.keys()) if (!names.has(name)) this.#byName.delete(name)
  }

  get kind(): string {
    return this.#kind
  }

  get(name: string): T | undefined {
    return this.#byName.get(name)
  }

  names(): string[] {
    return [...this.#byName.keys()].sort()
  }

  all(): T[] {
    return [...this.#byName.values()]
  }
}

/** A plugin, and the names that it registered by kind of seam. */
export interface LoadedPlugin {
  name: string
  registered: Record<string, string[]>
}

/** A plugin that could not be loaded: nobody knows which sections, drivers and guards it has. */
export interface FailedPlugin {
  name: string
  error: OpsError
}

/** The seams of the core, each with what plugins registered for it. */
export class Registry {
  readonly inventorySections = new NamedSeam<InventorySection>('inventory section')
  readonly powerDrivers = new NamedSeam<PowerDriverFactory>('power driver')
  readonly powerControl = new NamedSeam<PowerControl>('power control')
  readonly guards = new NamedSeam<Guard>('guard')
  readonly workloadRuntimes = new NamedSeam<WorkloadRuntime>('workload runtime')
  readonly guestFinders = new NamedSeam<GuestFinder>('guest finder')
  readonly bootFollow = new NamedSeam<BootFollow>('boot follow')
  readonly playbookActions = new NamedSeam<PlaybookAction>('playbook action')
  readonly labParts = new NamedSeam<LabPart>('lab part')
  readonly labPlugs = new NamedSeam<LabPlugFactory>('lab plug')
  readonly doctorChecks = new NamedSeam<DoctorCheck>('doctor check')
  readonly statusFacets = new NamedSeam<StatusFacet>('status facet')
  readonly loadedPlugins: LoadedPlugin[] = []
  readonly failedPlugins: FailedPlugin[] = []

  /** Registers a plugin as a whole: when `register` throws, nothing of it stays. */
  async addPlugin(name: string, register: (registry: Registry) => unknown): Promise<void> {
    const seams = Object.values(this).filter((value): value is NamedSeam<unknown> => value instanceof NamedSeam)
    const before = seams.map((seam) => ({seam, names: new Set(seam.names())}))
    try {
      await register(this)
    } catch (error) {
      for (const {seam, names} of before) seam.keepOnly(names)
      throw error
    }
    const added = before.map(({seam, names}) => [seam.kind, seam.names().filter((one) => !names.has(one))] as const)
    this.loadedPlugins.push({name, registered: Object.fromEntries(added.filter(([, names]) => names.length > 0))})
  }
}
