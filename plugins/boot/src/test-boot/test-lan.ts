import type {ReportEvidence} from '../timeline/evidence.ts'

/** The network of a test boot: one guest and a boot server. */
export interface TestLan extends AsyncDisposable {
  /** For QEMU: `-netdev NETDEV,id=…`. */
  netdev: string
  /** Prefix of the guest's command. */
  inside: readonly string[]
  /** Frames that a simulated network carried. */
  frames?: {fromGuest: number; toGuest: number; lost: number}
}

/** Opens the network; what the boot server sees of the guest is reported. */
export type OpenLan = (report: ReportEvidence) => Promise<TestLan>
