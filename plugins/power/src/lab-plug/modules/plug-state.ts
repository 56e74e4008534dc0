export interface OutletState {
  alias: string
  /** The real state of the relay. */
  closed: boolean
  /** The reported state; differs from `closed` only with a fault. */
  reported: boolean
  /** Drawn while the relay is closed. */
  watts: number
  /** Milliseconds since 1970. */
  closedAt: number
}

export interface PlugState {
  model: PlugModel
  alias: string
  deviceId: string
  mac: string
  outlets: OutletState[]
  /** The order in which a strip lists its outlets, by their places in `outlets`; as they are when left out. */
  order?: readonly number[]
  /** `zone`: index in the firmware's table, 38 for UTC; `aheadMs`: of UTC, as set. */
  clock: {zone: number; aheadMs: number}
  rules: Record<'schedule' | 'count_down' | 'anti_theft', RuleBook>
}

/** The rules of one module; `made` counts those that were ever added, for their ids. */
export interface RuleBook {
  list: {id: string}[]
  enable: number
  made: number
}

export function childId({deviceId}: PlugState, at: number): string {
  return deviceId + at.toString(16).padStart(2, '0').toUpperCase()
}

/** A simulated model, as real firmware of its time describes it. */
export interface PlugModel {
  model: string
  feature: string
  softwareVersion: string
  hardwareVersion: string
  /** Newer firmware has mic_type, mW and mV. */
  isNew: boolean
  isStrip: boolean
}

const models: readonly PlugModel[] = [
  {
    model: 'HS100(EU)',
    feature: 'TIM',
    softwareVersion: '1.2.6 Build 200727 Rel.121701',
    hardwareVersion: '1.0',
    isNew: false,
    isStrip: false,
  },
  {
    model: 'HS105(EU)',
    feature: 'TIM',
    softwareVersion: '1.5.8 Build 191125 Rel.135255',
    hardwareVersion: '1.0',
    isNew: true,
    isStrip: false,
  },
  {
    model: 'HS110(EU)',
    feature: 'TIM:ENE',
    softwareVersion: '1.2.5 Build 171213 Rel.101523',
    hardwareVersion: '1.0',
    isNew: false,
    isStrip: false,
  },
  {
    model: 'HS300(US)',
    feature: 'TIM:ENE',
    softwareVersion: '1.0.21 Build 210524 Rel.161309',
    hardwareVersion: '2.0',
    isNew: true,
    isStrip: true,
  },
]

/** `HS110`, as `model:` of a simulated plug names it. */
export const modelNames = models.map(({model}) => model.replace(/\(.*/, ''))

export function findModel(name: string): PlugModel {
  const found = models.find(({model}) => model.startsWith(name.toUpperCase()))
  if (found === undefined) throw new Error(`Unknown simulated plug "${name}"; known models: ${models.map(({model}) => model).join(', ')}.`)
  return found
}
