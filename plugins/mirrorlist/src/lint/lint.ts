import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {type ExitCode, exitCodes, OpsError} from '@ops/core/errors'
import {crawlFile, dataFiles} from '../data/data-files.ts'
import {loadData} from '../data/load-data.ts'
import {ftpRefused} from '../data/schema.ts'
import {errors} from '../errors/inputs.ts'
import {readFrom} from '../store/open-store.ts'
import {writeOutput} from '../store/write-output.ts'
import {applyEdits, type Edit, insertion, removals} from './edit-text.ts'
import {type UrlItem, type UrlList, urlLists} from './url-items.ts'
import {errorMessage} from '@ops/core/text'

export interface LintInput {
  folder: string
  store: string | undefined
  fix: boolean
}

export interface Remark {
  /** `mirrors/se.yaml:7:12`. */
  place: string
  host: string
  url: string
  kind: 'ftp' | 'https'
  text: string
}

export interface Linted {
  remarks: Remark[]
  /** Problems that have to be corrected by hand. */
  problems: string[]
  /** Files written, or that --fix would write. */
  changed: string[]
}

/** Checks a data folder; with `fix` also corrects what it can, in place and atomically, keeping comments and layout. */
export async function lint({folder, store = join(folder, crawlFile), fix}: LintInput): Promise<Linted> {
  const offers = readOffers(store)
  const mirrors = join(folder, dataFiles.mirrors)
  const names = await readdir(mirrors).catch((cause: Error) => {
    throw errors.MIRRORLIST_INPUT_MISSING({cause}, 'folder of mirrors', mirrors, errorMessage(cause))
  })
  const remarks: Remark[] = []
  const changed: string[] = []
  for (const name of names.filter((file) => /\.ya?ml$/.test(file)).sort()) {
    const path = join(mirrors, name)
    const text = await readFile(path, 'utf8')
    const edits: Edit[] = []
    for (const list of await urlLists(text)) {
      const found = inspectList(list, offers, text)
      edits.push(...found.edits)
      remarks.push(
        ...found.remarks.map(({item, kind, text: said}) => ({
          place: `${dataFiles.mirrors}/${name}:${lineAndColumn(text, item.start)}`,
          host: list.host,
          url: item.url,
          kind,
          text: said,
        })),
      )
    }
    if (edits.length === 0) continue
    changed.push(`${dataFiles.mirrors}/${name}`)
    if (fix) await writeOutput(path, applyEdits(text, edits))
  }
  return {remarks, problems: await problemsOf(folder, remarks, fix), changed}
}

interface Inspection {
  remarks: (Pick<Remark, 'kind' | 'text'> & {item: UrlItem})[]
  edits: Edit[]
}

function inspectList(list: UrlList, offers: ReadonlyMap<string, string>, text: string): Inspection {
  const {items} = list
  // A list must not become empty: loading reports each of these URLs as a problem.
  if (items.every(isFtp)) return {remarks: [], edits: []}
  const found: Inspection = {remarks: [], edits: removals(text, list, isFtp)}
  const listed = new Set(items.map(({url}) => withoutSlash(url)))
  for (const item of items) {
    const https = offers.get(withoutSlash(item.url))
    if (isFtp(item)) found.remarks.push({item, kind: 'ftp', text: 'clients no longer support ftp'})
    else if (https !== undefined && !listed.has(https)) {
      found.remarks.push({item, kind: 'https', text: `${https} has the same content`})
      found.edits.push(insertion(text, item, `${https}${item.url.endsWith('/') ? '/' : ''}`, list))
    }
  }
  return found
}

function lineAndColumn(text: string, at: number): string {
  const lines = text.slice(0, at).split('\n')
  return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`
}

function isFtp({url}: UrlItem): boolean {
  return /^ftp:/i.test(url)
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '')
}

/** http URL to the https URL that the crawler found to give the same. */
function readOffers(store: string): Map<string, string> {
  const rows = readFrom(store, 'crawl results', (db) => db.prepare('SELECT http, https FROM offer').all())
  return new Map(rows?.map((row) => [String(row['http']), String(row['https'])]))
}

/** Problems that loading reports. Before a fix those about ftp are dropped, as the remarks report them already. */
async function problemsOf(folder: string, remarks: readonly Remark[], fix: boolean): Promise<string[]> {
  try {
    await loadData(folder)
    return []
  } catch (error) {
    if (!(error instanceof OpsError) || error.code !== 'MIRRORLIST_DATA_BAD') throw error
    const reported = new Set(remarks.filter(({kind}) => kind === 'ftp' && !fix).map(({place}) => place))
    return error.message.split('\n').filter((line) => !(line.includes(ftpRefused) && reported.has(line.split(':', 3).join(':'))))
  }
}

/** 64 with problems, as of ops mirrorlist build, 6 when --fix would change something, else 0. */
export function lintExit({problems, changed}: Linted, fix: boolean): {exit: ExitCode; error?: OpsError} {
  const [first] = problems
  if (first === undefined) return {exit: changed.length > 0 && !fix ? exitCodes.changes : exitCodes.done}
  const error = errors.MIRRORLIST_PROBLEMS_LEFT({}, problems.length, first)
  return {exit: error.exit, error}
}
