import type {LeaseHolder} from '../errors.ts'
import type {ProcessIdentity} from '../../process/process-identity.ts'
import type {LeaseRequest} from '../coordinator.ts'
import type {Database} from './open-database.ts'

/*
 * Leases end by CLOCK_REALTIME, the one clock that all processes of the machine share across a reboot. A clock that is set
 * back lets a lease last longer; one that is set forward lets it be taken over, and the former holder's next check says so.
 */

/** The grant that blocks a request, and the process that holds it, if it recorded one. */
export interface Obstacle extends LeaseHolder {
  fence: number
  process?: ProcessIdentity
}

type Grant = {fence: number} | {heldBy: Obstacle}

export interface Taker {
  /** `user@host`. */
  actor: string
  process: ProcessIdentity | undefined
}

/** All names or none. Whatever has expired by `now` is out of the way. */
export function takeLease(db: Database, request: LeaseRequest, by: Taker, now: number): Grant {
  const {names, mode, holder, ttlMs} = request
  return db.write((sql) => {
    sql.prepare('DELETE FROM lease WHERE expires_at <= ?').run(now)
    const other = sql.prepare(
      `SELECT name, fence, holder, actor, mode, expires_at, process FROM lease
       WHERE name = ? ${mode === 'shared' ? "AND mode = 'exclusive'" : ''} ORDER BY expires_at DESC LIMIT 1`,
    )
    for (const name of names) {
      const row = other.get(name)
      if (row !== undefined) return {heldBy: obstacle(row, now)}
    }
    const fence = Number(sql.prepare('UPDATE fence SET last = last + 1 RETURNING last').get()?.['last'])
    const insert = sql.prepare('INSERT INTO lease (name, fence, mode, holder, actor, expires_at, process) VALUES (?, ?, ?, ?, ?, ?, ?)')
    const process = by.process === undefined ? null : JSON.stringify(by.process)
    for (const name of names) insert.run(name, fence, mode, holder, by.actor, now + ttlMs, process)
    return {fence}
  })
}

function obstacle(row: Record<string, unknown>, now: number): Obstacle {
  const {process, ...holder} = row
  const remainingMs = Number(row['expires_at']) - now
  return {
    ...(holder as unknown as Obstacle),
    remainingMs,
    ...(process === null ? {} : {process: JSON.parse(String(process)) as ProcessIdentity}),
  }
}

/** Leases of a run that have not expired. */
export function leasesOf(db: Database, holder: string, now: number): LeaseHolder[] {
  return db.read((sql) =>
    sql
      .prepare('SELECT name, fence, holder, actor, mode, expires_at, process FROM lease WHERE holder = ? AND expires_at > ? ORDER BY name')
      .all(holder, now)
      .map((row) => {
        const {name, actor, mode, remainingMs} = obstacle(row, now)
        return {name, holder, actor, mode, remainingMs}
      }),
  )
}

/** False when it had expired, even if it is free: another holder may have had it in between. */
export function renewLease(db: Database, fence: number, now: number, ttlMs: number): boolean {
  return db.write(
    (sql) => sql.prepare('UPDATE lease SET expires_at = ? WHERE fence = ? AND expires_at > ?').run(now + ttlMs, fence, now).changes > 0,
  )
}

export function dropLease(db: Database, fence: number): void {
  db.write((sql) => sql.prepare('DELETE FROM lease WHERE fence = ?').run(fence))
}
