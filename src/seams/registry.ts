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
}
