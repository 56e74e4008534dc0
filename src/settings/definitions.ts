import {join} from 'node:path'
import {homeFolder} from '../files/index.ts'
import {nearDuration, parseDuration} from '../text/index.ts'

/** One setting, wherever its value comes from. */
export interface Definition {
  /** Its key in files. */
  name: string
  variable: string
  /** The option of every command that sets it, where there is one. */
  flag?: string
  fallback: string | number | null
  /** What a value has to be: `must be …`. */
  must: string
  /** The value as ops uses it, or undefined for one that makes no sense. */
  parse(value: unknown): string | number | undefined
  /** What a value that makes no sense probably means. */
  meant?(value: string): string | undefined
}

export const definitions: readonly Definition[] = [
  {
    name: 'timeout',
    variable: 'OPS_TIMEOUT',
    flag: 'timeout',
    fallback: null,
    must: 'must be a length of time, e.g. 90s or 10m',
    parse: (value) => (isDuration(value) ? String(value) : undefined),
    meant: nearDuration,
  },
  {
    name: 'fanout',
    variable: 'OPS_FANOUT',
    fallback: 32,
    must: 'must be a whole number from 1',
    parse: (value) => (/^[1-9]\d{0,8}$/.test(String(value)) ? Number(value) : undefined),
  },
  {
    name: 'state-dir',
    variable: 'OPS_STATE_DIR',
    fallback: join(homeFolder(), '.local', 'state', 'ops'),
    must: 'must be the path of a folder',
    parse: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
  },
]

function isDuration(value: unknown): boolean {
  if (typeof value !== 'string' && typeof value !== 'number') return false
  try {
    return parseDuration(String(value)) > 0
  } catch {
    return false
  }
}
