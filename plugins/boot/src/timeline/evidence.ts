/** What a PXCAB's firmware tells about the board in its SYSTEM INFORMATION block. */
export interface SystemInformation {
  processor?: string
  processorMHz?: number
  ioBridge?: string
  timebaseKHz?: number
  smpDisabled?: boolean
  processors?: number
  threads?: number
  /** As printed, the board's own clock: `2016-07-21 19:37`. */
  bootDate?: string
  memoryMB?: number
  /** Lines that are not in the table, by their names. */
  other?: Record<string, string>
}

/** Who saw it: the power control, the boot server on the wire, the image's own beacon, the serial console, a probe of ops. */
export type EvidenceSource = 'power' | 'wire' | 'beacon' | 'console' | 'probe'

/** One thing that was seen of a boot. `atMs` counts from the moment at which the machine was switched on. */
export interface Evidence {
  atMs: number
  witness: EvidenceSource
  stage: string
  /** `begun`: the stage is under way; `ok`: it is over; `failed`: it ended badly. */
  state: 'begun' | 'ok' | 'failed'
  /** One clause: what was seen. */
  words: string
  facts?: SystemInformation
}
