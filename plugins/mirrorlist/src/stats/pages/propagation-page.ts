import type {DatabaseSync} from 'node:sqlite'
import {type Html, html} from './html.ts'
import {stacks} from './charts.ts'
import {page} from './page.ts'

const days = 7
const dayMs = 86_400_000

export const freshness = [
  {key: 'current', title: 'Current', colour: 'good'},
  {key: 'oneDay', title: '1 day old', colour: 'ok'},
  {key: 'twoDays', title: '2 days old', colour: 'fair'},
  {key: 'older', title: 'Older', colour: 'bad'},
  {key: 'noInfo', title: 'No info', colour: 'none'},
] as const

export type Freshness = Record<(typeof freshness)[number]['key'], number>

export interface Propagation {
  directory: string
  /** One per crawl, the oldest first. */
  crawls: (Freshness & {at: string})[]
}

/** How the last seven days' crawls found the mirrors of each directory. */
export function readPropagation(db: DatabaseSync, now: number, directory?: string): Propagation[] {
  const rows = db
    .prepare('SELECT * FROM propagation WHERE at >= ? AND (? IS NULL OR directory = ?) ORDER BY directory, at')
    .all(now - days * dayMs, directory ?? null, directory ?? null)
  return [...Map.groupBy(rows, (row) => String(row['directory']))].map(([name, crawls]) => ({
    directory: name,
    crawls: crawls.map((row) => ({
      at: new Date(Number(row['at'])).toISOString(),
      current: Number(row['current']),
      oneDay: Number(row['one_day']),
      twoDays: Number(row['two_days']),
      older: Number(row['older']),
      noInfo: Number(row['no_info']),
    })),
  }))
}

/** Beyond so many charts a page would be megabytes: then there is a table, and a page for each. */
const maxCharts = 24

export function propagationPage(found: readonly Propagation[]): string {
  return page(
    'Mirror propagation',
    html`<h1>Propagation</h1>
<p class="dim">How many mirrors had the current content at each crawl of the last ${days} days. “Current” is less than a day behind the master; numbers are of the last crawl.</p>
${found.length === 0 ? html`<div class="card"><p>No crawl in the last ${days} days: <code>ops mirrorlist crawl</code> makes one.</p></div>` : found.length <= maxCharts ? html`<div class="cards ${found.length === 1 ? 'one' : 'many'}">${found.map(card)}</div>` : overview(found)}
<footer><a href="/propagation.json">JSON</a> · <a href="/statistics">Statistics</a></footer>`,
  )
}

function overview(found: readonly Propagation[]): Html {
  const head = freshness.map(({title, colour}) => html`<th class="n" aria-label="${title}" title="${title}">${key(colour)}</th>`)
  const legend = freshness.map(({title, colour}) => html`<li>${key(colour)}${title}</li>`)
  const rows = found.map(({directory, crawls}) => {
    const last = crawls.at(-1)
    const path = directory.split('/').map(encodeURIComponent).join('/')
    return html`<tr><td class="name"><a href="/propagation/${path}">${breakable(directory)}</a></td>${freshness.map(({key: name}) => html`<td class="n">${last?.[name] ?? 0}</td>`)}</tr>`
  })
  return html`<div class="card wide"><ul class="legend">${legend}</ul><table><thead><tr><th>Directory</th>${head}</tr></thead><tbody>${rows}</tbody></table></div>`
}

function card({directory, crawls}: Propagation): Html {
  const last = crawls.at(-1)
  if (last === undefined) return html``
  const columns = crawls.map((crawl) => ({
    label: crawl.at.slice(0, 16).replace('T', ' '),
    parts: freshness.map(({key: name, title, colour}) => ({name: title, value: crawl[name], colour})),
  }))
  const now = freshness.map(({key: name, title, colour}) => html`<li>${key(colour)}${title}<b>${last[name]}</b></li>`)
  return html`<section class="card"><h2>${breakable(directory)}</h2>${stacks(columns, `Shares of mirrors of ${directory} by age`)}
<ul class="legend">${now}</ul></section>`
}

function key(colour: string): Html {
  return html`<svg class="key" viewBox="0 0 1 1" aria-hidden="true"><rect class="${colour}" width="1" height="1"/></svg>`
}

/** A path that a narrow screen breaks behind a slash, not inside of a name. */
function breakable(path: string): Html {
  return html`${path.split('/').map((part, at) => (at === 0 ? html`${part}` : html`/<wbr>${part}`))}`
}
