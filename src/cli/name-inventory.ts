import {shellQuote} from '../transport/shell-quote.ts'

/** Topics whose commands use no inventory. */
const without = /^(?:autocomplete|help|lab|mirrorlist|plugins|version)\b/

const longestId = 4

/** Puts the inventory that the user named into the commands that ops proposes. */
export class InventoryNamer {
  readonly #option: string
  readonly #ids: ReadonlySet<string>

  constructor(file: string, commandIds: readonly string[]) {
    this.#option = shellQuote(['--inventory', file])
    this.#ids = new Set(commandIds.filter((id) => !without.test(id)))
  }

  /** Undefined where no inventory was named, or one that is gone when the next command runs, such as a pipe. */
  static of(file: string | undefined, commandIds: readonly string[]): InventoryNamer | undefined {
    return file === undefined || /^\/(?:dev|proc)\//.test(file) ? undefined : new InventoryNamer(file, commandIds)
  }

  /** `ops power info web1` becomes `ops power info --inventory lab.yaml web1`. */
  hint(hint: string): string {
    if (hint.includes('--inventory')) return hint
    return hint.replace(/\bops (?=[a-z])([^\n]*?)(?=\bops [a-z]|$)/gm, (whole, rest: string) => {
      const words = rest.split(' ')
      for (let count = longestId; count > 0; count--) {
        const id = words.slice(0, count).map((word) => word.replace(/[,;.]$/, ''))
        if (!this.#ids.has(id.join(':'))) continue
        const after = rest.slice(id.join(' ').length)
        return `ops ${id.join(' ')} ${this.#option}${after}`
      }
      return whole
    })
  }

  /** The commands after each "Next:", and in warnings of the inventory. */
  text(text: string): string {
    return text.replace(/(?<=Next: |: warning: ).*/g, (hint) => this.hint(hint))
  }

  /** JSON in which the commands to paste name the inventory. */
  json(value: unknown, indent: number | undefined): string {
    const json = JSON.stringify(value, undefined, indent)
    // The inventory itself has no such command, and a function for each value of ten thousand hosts takes as long as all the rest.
    if (!/"(?:hint|fix)":/.test(json)) return json
    return JSON.stringify(
      value,
      (key, inner: unknown) => (typeof inner === 'string' && (key === 'hint' || key === 'fix') ? this.hint(inner) : inner),
      indent,
    )
  }
}
