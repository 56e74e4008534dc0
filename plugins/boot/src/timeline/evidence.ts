import type {SystemInformation} from '../console/system-information.ts'

/** Who saw it: the power control, the boot server on the wire, the image's own beacon, the serial console, a probe of ops. */
export type Witness = 'power' | 'wire' | 'beacon' | 'console' | 'probe'

/** One thing that was seen of a boot. `atMs` counts from the moment at which the machine was switched on. */
export interface Evidence {
  atMs: number
  witness: Witness
  stage: string
  /** `begun`: the stage is under way; `ok`: it is over; `failed`: it ended badly. */
  state: 'begun' | 'ok' | 'failed'
  /** One clause: what was seen. */
  words: string
  facts?: SystemInformation
}
