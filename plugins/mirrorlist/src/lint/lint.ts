import {randomUUID} from 'node:crypto'
import {readdir, readFile, rename, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {OpsError} from '@ops/core/errors'
import {crawlFile} from '../crawl/crawl-file.ts'
import {dataFiles, loadData} from '../data/load-data.ts'
import {errors} from '../errors.ts'
import {readStore} from '../store/open-store.ts'
import {apply, type Edit, insertion, removal} from './edit-text.ts'
import {type UrlItem, urlItems} from './url-items.ts'

export interface LintInput {
  folder: string
  store: string | undefined
  fix: boolean
}

export interface Remark {
  /** `mirrors/se.yaml:7`. */
  place: string
  host: string
  url: string
  kind: 'ftp' | 'ftp-only' | 'https'
  text: string
}

export interface Linted {
  remarks: Remark[]
  /** Problems that no program can mend. */
  problems: string[]
  /** Files written, or that --fix would write. */
  changed: string[]
}

/** Looks through a data folder; with `fix` also mends what it can, in place and atomically, keeping comments and layout. */
export async function lint({folder, store = join(folder, crawlFile), fix}: LintInput): Promise<Linted> {
  const offers = readOffers(store)
  const mirrors = join(folder, dataFiles.mirrors)
  const names = await readdir(mirrors).catch((cause: Error) => {
    throw errors.INPUT_MISSING({cause}, 'folder of mirrors', mirrors, cause.message)
  })
  const remarks: Remark[] = []
  const changed: string[] = []
  for (const name of names.filter((file) => /\.ya?ml$/.test(file)).sort()) {
    const path = join(mirrors, name)
    const text = await readFile(path, 'utf8')
    const edits: Edit[] = []
    for (const item of await urlItems(text)) {
      const found = look(item, offers)
      if (found === undefined) continue
      remarks.push({
        place: `${dataFiles.mirrors}/${name}:${text.slice(0, item.start).split('\n').length}`,
        host: item.host,
        url: item.url,
        ...found.remark,
      })
      if (found.edit !== undefined) edits.push(found.edit(text))
    }
    if (edits.length === 0) continue
    changed.push(`${dataFiles.mirrors}/${name}`)
    if (fix) await replace(path, apply(text, edits))
  }
  return {remarks, problems: await problemsOf(folder, remarks, fix), changed}
}

interface Look {
  remark: Pick<Remark, 'kind' | 'text'>
  edit?: (text: string) => Edit
}

function look(item: UrlItem, offers: ReadonlyMap<string, string>): Look | undefined {
  if (/^ftp:/i.test(item.url)) {
    if (item.siblings.every((url) => /^ftp:/i.test(url)))
      return {remark: {kind: 'ftp-only', text: `${item.category} has no URL but ftp; give it another or take it out`}}
    return {remark: {kind: 'ftp', text: 'no client speaks ftp any more'}, edit: (text) => removal(text, item)}
  }
  const https = offers.get(item.url.replace(/\/+$/, ''))
  if (https === undefined || item.siblings.some((url) => url.replace(/\/+$/, '') === https)) return undefined
  const slash = item.url.endsWith('/') ? '/' : ''
  return {remark: {kind: 'https', text: `${https} gives the same`}, edit: (text) => insertion(text, item, `${https}${slash}`)}
}

/** http URL to the https URL that the crawler found to give the same. */
function readOffers(store: string): Map<string, string> {
  using db = readStore(store)
  if (db === undefined) return new Map()
  return new Map(
    db
      .prepare('SELECT http, https FROM offer')
      .all()
      .map((row) => [String(row['http']), String(row['https'])]),
  )
}

/** What loading says. Before a fix its sentences about ftp are dropped, as the remarks say that already. */
async function problemsOf(folder: string, remarks: readonly Remark[], fix: boolean): Promise<string[]> {
  try {
    await loadData(folder)
    return []
  } catch (error) {
    if (!(error instanceof OpsError) || error.code !== 'DATA_BAD') throw error
    const told = new Set(remarks.filter(({kind}) => kind === 'ftp' && !fix).map(({place}) => place))
    return error.message.split('\n').filter((line) => !told.has(line.split(':', 2).join(':')))
  }
}

async function replace(path: string, text: string): Promise<void> {
  const part = `${path}.${randomUUID()}`
  try {
    await writeFile(part, text)
    await rename(part, path)
  } catch (error) {
    await rm(part, {force: true})
    throw error
  }
}
