import type {StatementSync} from 'node:sqlite'
import {advance, type ListingState, changeOf} from '../findings/listing-state.ts'
import type {ContentFinding, UrlFinding, Visit} from '../findings/visit.ts'

type Prepare = (sql: string) => StatementSync

interface Limits {
  now: number
  failures: number
}

/** Records a visit: the new state of each directory and URL, and a line of history for each change. */
export function saveVisit(prepare: Prepare, visit: Visit, limits: Limits): void {
  for (const found of visit.content) saveContent(prepare, visit.host, found, limits)
  for (const found of visit.urls) saveUrl(prepare, visit.host, found, limits)
  prepare(
    `INSERT INTO mirror (host, families, not_before) VALUES (:host, :families, :notBefore)
     ON CONFLICT DO UPDATE SET families = iif(:families = 0, families, :families), not_before = :notBefore`,
  ).run({host: visit.host, families: visit.families, notBefore: visit.notBefore})
  for (const http of visit.httpsTried) prepare('DELETE FROM offer WHERE http = ?').run(http)
  for (const {http, https} of visit.offers)
    prepare('INSERT INTO offer (http, host, https, found) VALUES (?, ?, ?, ?)').run(http, visit.host, https, limits.now)
}

function saveContent(prepare: Prepare, host: string, found: ContentFinding, {now, failures}: Limits): void {
  const row = prepare('SELECT failures, excluded FROM content WHERE host = ? AND directory = ?').get(host, found.directory)
  const before: ListingState | undefined =
    row === undefined ? undefined : {failures: Number(row['failures']), excluded: Number(row['excluded']) === 1}
  const after = advance(before, found.state, failures)
  const change = changeOf(before, after)
  if (change !== undefined) addHistory(prepare, {at: now, host, about: found.directory, event: change, reason: found.reason})
  prepare(
    `INSERT INTO content (host, directory, url, checked, state, age_days, reason, failures, excluded, last_current, sha256, size, timestamp, etag, last_modified)
     VALUES (:host, :directory, :url, :now, :state, :age, :reason, :failures, :excluded, :current, :sha256, :size, :timestamp, :etag, :modified)
     ON CONFLICT DO UPDATE SET url = :url, checked = :now, state = :state, age_days = :age, reason = :reason, failures = :failures,
       excluded = :excluded, last_current = coalesce(:current, last_current), sha256 = :sha256, size = :size, timestamp = :timestamp,
       etag = :etag, last_modified = :modified`,
  ).run({
    host,
    directory: found.directory,
    url: found.url,
    now,
    state: found.state,
    age: found.ageDays ?? null,
    reason: found.reason,
    failures: after.failures,
    excluded: after.excluded ? 1 : 0,
    current: found.state === 'current' ? now : null,
    sha256: found.seen?.sha256 ?? null,
    size: found.seen?.size ?? null,
    timestamp: found.seen?.timestamp ?? null,
    etag: found.etag ?? null,
    modified: found.lastModified ?? null,
  })
}

function saveUrl(prepare: Prepare, host: string, {url, ok, reason, certificateEnds}: UrlFinding, {now}: Limits): void {
  const row = prepare('SELECT ok FROM url WHERE url = ?').get(url)
  const wasOk = row === undefined ? true : Number(row['ok']) === 1
  if (wasOk !== ok) addHistory(prepare, {at: now, host, about: url, event: ok ? 'recovered' : 'failed', reason})
  prepare(
    `INSERT INTO url (url, host, checked, ok, reason, failures, last_ok, certificate_ends)
     VALUES (:url, :host, :now, :ok, :reason, :failed, :lastOk, :ends)
     ON CONFLICT DO UPDATE SET host = :host, checked = :now, ok = :ok, reason = :reason, failures = iif(:ok, 0, failures + 1),
       last_ok = coalesce(:lastOk, last_ok), certificate_ends = coalesce(:ends, certificate_ends)`,
  ).run({url, host, now, ok: ok ? 1 : 0, reason, failed: ok ? 0 : 1, lastOk: ok ? now : null, ends: certificateEnds ?? null})
}

interface HistoryRow {
  at: number
  host: string
  about: string
  event: string
  reason: string
}

function addHistory(prepare: Prepare, row: HistoryRow): void {
  prepare('INSERT INTO history (at, host, about, event, reason) VALUES (:at, :host, :about, :event, :reason)').run({...row})
}
