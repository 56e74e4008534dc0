import type {Services} from './services.ts'

export interface DoctorFinding {
  /** What was looked at: `criu on node1`. */
  subject: string
  state: 'ok' | 'missing' | 'broken' | 'unknown'
  /** One sentence. */
  message: string
  /** Which commands do not work without it. */
  feature: string
  /** The command that installs or repairs it. */
  fix?: string
  /** Nothing in the inventory uses that feature, so that it is no failure when this is missing. */
  optional?: boolean
}

/** What a plugin needs in order to work, looked for by `ops doctor`. Only reads; without an inventory only this machine. */
export interface DoctorCheck {
  name: string
  run(services: Partial<Pick<Services, 'transports' | 'inventory'>>, signal: AbortSignal): Promise<DoctorFinding[]>
}
