import {inspect} from 'node:util'
import {escapeText} from './escape.ts'

/** Characters that people get to see; `--json` has all of them. */
const longest = 200

/**
 * Text that a device, a host or a program beyond ops chose. It is no string, so that it cannot be printed by mistake: in a template it
 * is escaped and cut to one short line, in JSON it is what was received. `raw` is for comparing and for sending back.
 */
export class Untrusted {
  readonly raw: string

  constructor(text: string) {
    this.raw = text
  }

  toString(): string {
    if (this.raw.length <= longest) return escapeText(this.raw)
    return `${escapeText([...this.raw.slice(0, longest + 1)].slice(0, longest).join(''))}…`
  }

  toJSON(): string {
    return this.raw
  }

  [inspect.custom](): string {
    return `untrusted(${JSON.stringify(this.raw)})`
  }
}

/** Where text of others comes in: `z.string().transform(untrusted)`. */
export function untrusted(text: string): Untrusted {
  return new Untrusted(text)
}
