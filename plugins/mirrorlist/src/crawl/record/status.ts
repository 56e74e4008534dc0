import {join} from 'node:path'
import type {DatabaseSync} from 'node:sqlite'
import {dataFiles} from '../../data/data-files.ts'
import type {StatusData} from '../../data/schema.ts'
import {writeOutput} from '../../store/write-output.ts'

export interface Status {
  data: StatusData
  /** Directories whose every mirror is too old, and which are listed nevertheless: old is better than none. */
  keptStale: string[]
}

interface Row {
  host: string
  directory: string
  state: string
  reason: string
  excluded: number
}

/** What the lists should leave out, out of the record. */
export function statusOf(db: DatabaseSync, {failures}: {failures: number}): Status {
  const rows = db.prepare('SELECT host, directory, state, reason, excluded FROM content ORDER BY host, directory').all() as unknown as Row[]
  const keptStale: string[] = []
  const out: Row[] = []
  for (const [directory, carriers] of Map.groupBy(rows, (row) => row.directory)) {
    const excluded = carriers.filter((row) => row.excluded === 1)
    // Right after a release no mirror may have it yet; with one mirror listed, clients get at least what was there before.
    const keepStale = excluded.length === carriers.length && excluded.some((row) => row.state === 'stale')
    if (keepStale) keptStale.push(directory)
    out.push(...(keepStale ? excluded.filter((row) => row.state !== 'stale') : excluded))
  }
  const perHost = Map.groupBy(rows, (row) => row.host)
  const outPerHost = Map.groupBy(out, (row) => row.host)
  const excluded = [...outPerHost].flatMap(([host, list]): StatusData['excluded'] => {
    const [first] = list
    const gone = list.length === perHost.get(host)?.length && list.every((row) => row.state === 'unreachable')
    if (gone && first !== undefined) return [{host, reason: first.reason}]
    // The lists know a repository's directory and its repodata apart.
    return list.flatMap(({directory, reason}) => [
      {host, directory, reason},
      {host, directory: `${directory}/repodata`, reason},
    ])
  })
  const families = db.prepare('SELECT host, families FROM mirror WHERE families > 0 ORDER BY host').all()
  const broken = db.prepare('SELECT url, reason FROM url WHERE ok = 0 AND failures >= ? ORDER BY url').all(failures)
  return {
    data: {
      families: Object.fromEntries(families.map((row) => [String(row['host']), Number(row['families'])])),
      excluded,
      broken: broken.map((row) => ({url: String(row['url']), reason: String(row['reason'])})),
    },
    keptStale: keptStale.sort(),
  }
}

/** Writes `status.json`, which services that serve the folder watch. */
export function writeStatus(folder: string, status: StatusData): Promise<void> {
  return writeOutput(join(folder, dataFiles.status), `${JSON.stringify(status, undefined, 1)}\n`)
}
