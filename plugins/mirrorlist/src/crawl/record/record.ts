import type {DatabaseSync} from 'node:sqlite'
import {named, openStore, type Store} from '../../store/open-store.ts'
import type {MasterVersion} from '../findings/evaluate-freshness.ts'
import type {Repomd} from '../../data/repomd.ts'
import type {PreviousContent, Visit} from '../findings/visit.ts'
import {crawlStore} from './schema.ts'
import {saveVisit} from './save-visit.ts'

/** Milliseconds that history and propagation are kept. */
const keepMs = 90 * 86_400_000
/** Versions of a directory that are known at most: a mirror behind all of these is simply old. */
const maxVersions = 200

/** What crawls found, in one SQLite file. */
export class CrawlRecord implements Disposable {
  readonly #store: Store
  readonly #file: string

  /** Throws MIRRORLIST_STORE_BAD. */
  constructor(file: string) {
    this.#file = file
    this.#store = openStore(file, crawlStore)
  }

  get db(): DatabaseSync {
    return this.#store.db
  }

  /** The master has this version now. */
  addCurrentVersion(directory: string, {sha256, size, timestamp = 0}: Repomd, now: number): void {
    const {prepare} = this.#store
    this.#write(() => {
      prepare('UPDATE master_version SET replaced = ? WHERE directory = ? AND sha256 <> ? AND replaced IS NULL').run(now, directory, sha256)
      // A master may go back to what it had: then that is the current one again.
      prepare(
        `INSERT INTO master_version (directory, sha256, size, timestamp, seen) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET replaced = NULL`,
      ).run(directory, sha256, size, timestamp, now)
    })
  }

  /** The master had this version, until `replacedAt`. What is known of it already stays. */
  addOldVersion(directory: string, {sha256, size, timestamp = 0}: Repomd, replacedAt: number): void {
    this.#store
      .prepare('INSERT OR IGNORE INTO master_version (directory, sha256, size, timestamp, seen, replaced) VALUES (?, ?, ?, ?, ?, ?)')
      .run(directory, sha256, size, timestamp, timestamp * 1000, replacedAt)
  }

  /** Newest first. */
  versions(directory: string): MasterVersion[] {
    const rows = this.#store
      .prepare('SELECT * FROM master_version WHERE directory = ? ORDER BY replaced IS NULL DESC, replaced DESC LIMIT ?')
      .all(directory, maxVersions)
    return rows.map((row) => ({
      sha256: String(row['sha256']),
      size: Number(row['size']),
      timestamp: Number(row['timestamp']),
      replacedAt: row['replaced'] === null ? undefined : Number(row['replaced']),
    }))
  }

  previousContent(host: string, directory: string): PreviousContent | undefined {
    const row = this.#store.prepare('SELECT * FROM content WHERE host = ? AND directory = ?').get(host, directory)
    if (row === undefined) return undefined
    const text = (value: unknown) => (value === null ? undefined : String(value))
    const sha256 = text(row['sha256'])
    return {
      url: String(row['url']),
      checked: Number(row['checked']),
      etag: text(row['etag']),
      lastModified: text(row['last_modified']),
      seen:
        sha256 === undefined
          ? undefined
          : {sha256, size: Number(row['size']), timestamp: row['timestamp'] === null ? undefined : Number(row['timestamp'])},
    }
  }

  /** Ms since 1970 before which the mirror asked not to be visited. */
  notBefore(host: string): number {
    return Number(this.#store.prepare('SELECT not_before FROM mirror WHERE host = ?').get(host)?.['not_before'] ?? 0)
  }

  save(visit: Visit, limits: {now: number; failures: number}): void {
    this.#write(() => saveVisit((sql) => this.#store.prepare(sql), visit, limits))
  }

  /**
   * Drops mirrors that are in the data no more, and what is older than it is kept. A crawl that was not `isWhole` (mirrors were left
   * unvisited, or only some were wanted) makes no point of the propagation, which would mix findings of several days.
   */
  finish(
    run: {started: number; ended: number; requests: number; unvisited: number; isWhole: boolean},
    hosts: readonly string[],
    urls: readonly string[],
  ): void {
    this.#write((db) => {
      db.prepare('INSERT INTO run (started, ended, mirrors, requests, unvisited) VALUES (?, ?, ?, ?, ?)').run(
        run.started,
        run.ended,
        hosts.length,
        run.requests,
        run.unvisited,
      )
      for (const table of ['content', 'mirror', 'offer'])
        db.prepare(`DELETE FROM ${table} WHERE host NOT IN (SELECT value FROM json_each(?))`).run(JSON.stringify(hosts))
      db.prepare('DELETE FROM url WHERE url NOT IN (SELECT value FROM json_each(?))').run(JSON.stringify(urls))
      db.prepare('DELETE FROM offer WHERE http NOT IN (SELECT value FROM json_each(?))').run(JSON.stringify(urls))
      for (const table of ['history', 'propagation']) db.prepare(`DELETE FROM ${table} WHERE at < ?`).run(run.ended - keepMs)
      db.prepare('DELETE FROM run WHERE ended < ?').run(run.ended - keepMs)
      db.prepare('DELETE FROM master_version WHERE replaced < ?').run(run.ended - keepMs)
      if (!run.isWhole) return
      db.prepare(
        `INSERT OR REPLACE INTO propagation
         SELECT ?, directory,
           sum(state IN ('current', 'behind', 'stale') AND age_days = 0),
           sum(state IN ('behind', 'stale') AND age_days = 1),
           sum(state IN ('behind', 'stale') AND age_days = 2),
           sum(state IN ('behind', 'stale') AND age_days > 2),
           sum(state NOT IN ('current', 'behind', 'stale'))
         FROM content GROUP BY directory`,
      ).run(run.ended)
    })
  }

  /** Throws MIRRORLIST_STORE_BAD, as when the disk is full. */
  #write(does: (db: DatabaseSync) => void): void {
    named(crawlStore.what, this.#file, () => this.#store.write(does))
  }

  [Symbol.dispose](): void {
    this.#store[Symbol.dispose]()
  }
}
