/** A unit that would start the work: the work's own (`unit`), or a socket, timer or path that activates it (`trigger`). */
export interface UnitPolicy {
  kind: 'unit' | 'trigger'
  name: string
  /** `UnitFileState` of systemd: enabled, disabled, static, … */
  enabled: string
  active: boolean
  /** `Restart=` of a service. */
  restart: string
  /** Microseconds; 0 for none. */
  watchdogUs: number
}

/** A line of a crontab that starts the work. */
export interface CronPolicy {
  file: string
  number: number
  line: string
}

/** Everything that would start the work on one host. Persisted in the records: keys must not change. */
export interface HostPolicies {
  units: UnitPolicy[]
  cron: CronPolicy[]
  /** An earlier move of this work disarmed something here. */
  disarmed: boolean
}

/** Persisted in the records, under the key `policies` of the migration context: keys must not change. */
export interface PolicyContext {
  source: HostPolicies
  destination: HostPolicies
  /** Units that are enabled at the destination when the work starts there, because they are enabled at the source. */
  enable: string[]
  /** Sockets, timers and paths that are started at the destination, because they are active at the source. */
  start: string[]
}

/** What the survey needs to know about the work. */
export interface PolicyTarget {
  pid?: number
  pidfile?: string
  /** Units that the declaration names. */
  units: string[]
  /** Commands that start the work. */
  commands: string[][]
}

export const hasPolicies = ({units, cron}: HostPolicies): boolean => units.length + cron.length > 0
