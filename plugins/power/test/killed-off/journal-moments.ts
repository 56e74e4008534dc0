import {join} from 'node:path'
import {DatabaseSync} from 'node:sqlite'

/** A time at which a command may be killed. */
export interface Moment {
  /** The last entry of its journal then, `intent evacuate.hold`; undefined before the first one. */
  after?: string
  /** Which of the entries of that name, from 1. */
  nth: number
  /** Milliseconds that the moment lasts. */
  lastsMs: number
}

/** The journal of a lab, read from outside while ops writes it. */
export class LabJournal implements Disposable {
  readonly #db: DatabaseSync

  constructor(stateDir: string) {
    this.#db = new DatabaseSync(join(stateDir, 'journal.sqlite'), {readOnly: true, timeout: 5000})
  }

  last(): number {
    return Number(this.#db.prepare('SELECT coalesce(max(seq), 0) AS seq FROM entry').get()?.['seq'])
  }

  /** How often an entry was written after `seq`. */
  count(entry: string, seq: number): number {
    return this.#after(seq).filter(({name}) => name === entry).length
  }

  /** The moments between the entries of the command that began at `beganAt` (milliseconds since 1970), alone after `seq`. */
  momentsAfter(seq: number, beganAt: number): Moment[] {
    const entries = this.#after(seq)
    const lasts = (from: number, index: number) => Math.max(0, (entries[index]?.at ?? from) - from)
    return [
      {nth: 0, lastsMs: lasts(beganAt, 0)},
      ...entries.slice(0, -1).map(({name, at}, index) => ({
        after: name,
        nth: entries.slice(0, index + 1).filter((other) => other.name === name).length,
        lastsMs: lasts(at, index + 1),
      })),
    ]
  }

  #after(seq: number): {name: string; at: number}[] {
    const rows = this.#db.prepare('SELECT body FROM entry WHERE seq > ? ORDER BY seq').all(seq)
    const entries = rows.map(({body}) => JSON.parse(String(body)) as {kind: string; act: string; at: string})
    return entries.map(({kind, act, at}) => ({name: `${kind} ${act}`, at: Date.parse(at)}))
  }

  [Symbol.dispose](): void {
    this.#db.close()
  }
}
