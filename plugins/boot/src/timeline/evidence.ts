/** Facts about the board from the SYSTEM INFORMATION block that a PXCAB's firmware prints. */
export interface SystemInformation {
  processor?: string
  processorMHz?: number
  ioBridge?: string
  timebaseKHz?: number
  smpDisabled?: boolean
  processors?: number
  threads?: number
  /** Time of the board's own clock, as printed: `2016-07-21 19:37`. */
  bootDate?: string
  memoryMB?: number
  /** Values of all other lines by name. */
  other?: Record<string, string>
}

/** Source of evidence: power control, boot server (wire), the image's beacon, serial console, login probe. */
export type EvidenceSource = 'power' | 'wire' | 'beacon' | 'console' | 'probe'

/** One observation of a boot. `atMs` counts from power-on. */
export interface Evidence {
  atMs: number
  witness: EvidenceSource
  stage: string
  /** `begun`: the stage has started; `ok`: it has ended; `failed`: it has failed. */
  state: 'begun' | 'ok' | 'failed'
  /** The observation as one clause. */
  words: string
  facts?: SystemInformation
}

/** Takes evidence as it is observed; the receiver adds the time. */
export type ReportEvidence = (evidence: Omit<Evidence, 'atMs'>) => void
