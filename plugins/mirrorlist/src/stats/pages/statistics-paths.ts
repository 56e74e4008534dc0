import {errorMessage} from '@ops/core/text'
import type {ServerResponse} from 'node:http'
import type {OtherPaths} from '../../http/server.ts'
import {decode} from '../../request/query.ts'
import {readStore} from '../../store/open-store.ts'
import {type Category, isCategory} from '../store/categories.ts'
import {dayAt, isDay, lastDay} from '../store/stats-store.ts'
import {page, pageHeaders} from './page.ts'
import {html} from './html.ts'
import {propagationPage, readPropagation} from './propagation-page.ts'
import {dayCsv, readDay, statisticsPage} from './statistics-page.ts'

export interface StatisticsFiles {
  statistics: string | undefined
  /** Of the crawler. */
  crawl: string | undefined
}

interface Reply {
  status: number
  headers: Record<string, string>
  body: string
}

/** Milliseconds that a page is served from memory, so that reloading it is cheap. */
const freshMs = 5000
const maxPages = 64
/** SQLite waits without letting anything else run, and this process answers clients. */
const waitMs = 100

/** `/statistics[/DATE[/CATEGORY[.json|.csv]]]` and `/propagation[.json|/DIRECTORY]`. */
export function statisticsPaths(files: StatisticsFiles, now: () => number): OtherPaths {
  const pages = new Map<string, {reply: Reply; until: number}>()
  return (path, request, response) => {
    if (!/^\/(statistics|propagation)([/.]|$)/.test(path)) return false
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      send(response, plain(405, 'GET or HEAD\n'))
      return true
    }
    const known = pages.get(path)
    if (known !== undefined && known.until > now()) {
      send(response, known.reply)
      return true
    }
    const reply = answer(path, files, now())
    if (pages.size >= maxPages) pages.clear()
    pages.set(path, {reply, until: now() + freshMs})
    send(response, reply)
    return true
  }
}

function answer(path: string, files: StatisticsFiles, now: number): Reply {
  try {
    return path.startsWith('/propagation') ? propagation(path, files.crawl, now) : statistics(path, files.statistics, now)
  } catch (error) {
    // A locked or broken file makes this page fail, not the service.
    return plain(503, `The statistics cannot be read: ${errorMessage(error)}\n`)
  }
}

function statistics(path: string, file: string | undefined, now: number): Reply {
  const match = /^\/statistics(?:\/(\d{4}-\d\d-\d\d)(?:\/([a-z]+)(\.json|\.csv)?)?)?\/?$/.exec(path)
  const [, date, category = 'countries', format] = match ?? []
  if (match === null || !isCategory(category) || (date !== undefined && !isDay(date))) return notFound()
  using db = file === undefined ? undefined : readStore(file, waitMs)
  if (db === undefined) return empty('No statistics', 'This server keeps no statistics. Start it with ops mirrorlist serve --stats FILE.')
  if (date === undefined) return redirect(lastDay(db, dayAt(now)) ?? dayAt(now), category)
  const day = readDay(db, date, category)
  if (format === '.json') return json(day)
  if (format === '.csv') return {status: 200, headers: {'Content-Type': 'text/csv; charset=utf-8'}, body: dayCsv(day)}
  return {status: 200, headers: pageHeaders, body: statisticsPage(db, day)}
}

function propagation(path: string, file: string | undefined, now: number): Reply {
  const match = /^\/propagation(?:\.json|\/|\/(.+))?$/.exec(path)
  if (match === null) return notFound()
  const directory = match[1] === undefined ? undefined : decode(match[1])
  using db = file === undefined ? undefined : readStore(file, waitMs)
  if (db === undefined) return empty('No crawl', 'No crawl is recorded. Run ops mirrorlist crawl.')
  const found = readPropagation(db, now, directory)
  if (directory !== undefined && found.length === 0) return notFound()
  return path === '/propagation.json' ? json({directories: found}) : {status: 200, headers: pageHeaders, body: propagationPage(found)}
}

function json(value: object): Reply {
  return {status: 200, headers: {'Content-Type': 'application/json'}, body: `${JSON.stringify(value)}\n`}
}

function redirect(date: string, category: Category): Reply {
  return {status: 302, headers: {Location: `/statistics/${date}/${category}`, 'Content-Type': 'text/plain'}, body: ''}
}

function empty(title: string, text: string): Reply {
  return {status: 404, headers: pageHeaders, body: page(title, html`<h1>${title}</h1><div class="card"><p>${text}</p></div>`)}
}

function notFound(): Reply {
  return plain(404, '/statistics, /statistics/DATE/CATEGORY, /propagation or /propagation/DIRECTORY\n')
}

function plain(status: number, body: string): Reply {
  return {status, headers: {'Content-Type': 'text/plain; charset=utf-8'}, body}
}

function send(response: ServerResponse, {status, headers, body}: Reply): void {
  // For a HEAD request, Node sends the headers only.
  response.writeHead(status, {...headers, 'Content-Length': Buffer.byteLength(body)}).end(body)
}
