import type {Services} from './services.ts'

export interface DoctorFinding {
  /** What was looked at: `criu on node1`. */
  subject: string
  /** The machine that it is about; its name is part of the subject. Findings that differ only in it are summed up as a host set. */
  host?: string
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

/**
 * What a plugin needs in order to work, looked for by `ops doctor`. Only reads; without an inventory only this machine. A check may
 * ask all hosts at once: the transports that it gets run as many commands at a time as `settings.fanout` says.
 */
export interface DoctorCheck {
  name: string
  run(services: Partial<Pick<Services, 'transports' | 'inventory' | 'settings'>>, signal: AbortSignal): Promise<DoctorFinding[]>
}
