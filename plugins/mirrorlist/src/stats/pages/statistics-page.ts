import type {DatabaseSync} from 'node:sqlite'
import {type Category, categories, categoryNames} from '../store/categories.ts'
import {dayOf, type NamedRequests, neighbours, totalsUpTo} from '../store/stats-store.ts'
import {barChart, doughnutChart, type Slice} from './charts.ts'
import {type Html, html} from './html.ts'
import {formatCount, formatDate, formatPercent} from './format-numbers.ts'
import {page} from './page.ts'

/** Slices of the ring that have a colour of their own; the rest is one slice. */
const colours = 9
const chartDays = 30

export interface Day {
  date: string
  category: Category
  total: number
  previous: string | undefined
  next: string | undefined
  names: (NamedRequests & {percent: number})[]
}

/** One category of one day, as JSON has it too. */
export function readDay(db: DatabaseSync, date: string, category: Category): Day {
  const names = dayOf(db, date, category)
  const total = names.reduce((sum, {requests}) => sum + requests, 0)
  const {previous, next} = neighbours(db, date)
  return {
    date,
    category,
    total,
    previous,
    next,
    names: names.map(({name, requests}) => ({name, requests, percent: total === 0 ? 0 : Math.round((10_000 * requests) / total) / 100})),
  }
}

export function dayCsv({date, category, names}: Day): string {
  const field = (text: string) => (/[",\r\n]/.test(text) || /^[=+\-@\t]/.test(text) ? `"${formula(text).replace(/"/g, '""')}"` : text)
  // RFC 4180.
  return [
    'date,category,name,percent,requests',
    ...names.map(({name, percent, requests}) => [date, category, field(name), percent, requests].join(',')),
    '',
  ].join('\r\n')
}

/** A spreadsheet would run what begins so. */
function formula(text: string): string {
  return /^[=+\-@\t]/.test(text) ? `'${text}` : text
}

export function statisticsPage(db: DatabaseSync, day: Day): string {
  const {date, category, total, names} = day
  const title = `${categories[category]}, ${formatDate(date)}`
  const colourOf = (at: number) => `c${Math.min(at, colours)}`
  const rest = names.slice(colours).reduce((sum, {requests}) => sum + requests, 0)
  const slices: Slice[] = [
    ...names.slice(0, colours).map(({name, requests}, at) => ({name, value: requests, colour: colourOf(at)})),
    ...(rest > 0 ? [{name: 'everything else', value: rest, colour: colourOf(colours)}] : []),
  ]
  const history = totalsUpTo(db, date, category, chartDays)
  return page(
    `Mirrorlist statistics: ${title}`,
    html`<h1>${title}</h1>
<p class="dim">Lists and metalinks given out. Nothing is kept that belongs to one client. Days are in UTC.</p>
${categoryNav(date, category)}
${dayNav(day)}
${
  names.length === 0
    ? html`<div class="card"><p>Nothing was counted on this day.</p></div>`
    : html`<div class="charts">
<div class="card">${doughnutChart(slices, `Shares of ${formatCount(total)} requests`)}</div>
<div class="card"><h2>Requests per day, ${chartDays} days</h2>${barChart(
        history.map(({date: label, requests}) => ({label, value: requests, isNow: label === date})),
        `Requests per day up to ${date}`,
      )}</div>
</div>
<div class="card">${table(day, colourOf)}</div>`
}
<footer><a href="/statistics/${date}/${category}.json">JSON</a> · <a href="/statistics/${date}/${category}.csv">CSV</a> · <a href="/propagation">Propagation</a></footer>`,
  )
}

function categoryNav(date: string, current: Category): Html {
  return html`<nav aria-label="Categories">${categoryNames.map(
    (name) =>
      html`<a href="/statistics/${date}/${name}"${name === current ? html` aria-current="page"` : undefined}>${categories[name]}</a>`,
  )}</nav>`
}

function dayNav({previous, next, category}: Day): Html {
  const link = (date: string | undefined, text: (shown: string) => string, none: string) =>
    date === undefined ? html`<span class="dim">${none}</span>` : html`<a href="/statistics/${date}/${category}">${text(date)}</a>`
  return html`<nav class="days" aria-label="Days">${link(previous, (shown) => `← ${shown}`, 'no earlier day')}${link(next, (shown) => `${shown} →`, 'no later day')}</nav>`
}

function table({names, total, category}: Day, colourOf: (at: number) => string): Html {
  const most = names[0]?.requests ?? 1
  const rows = names.map(
    ({name, requests}, at) =>
      html`<tr><td class="name"><svg class="key" viewBox="0 0 1 1" aria-hidden="true"><rect class="${colourOf(at)}" width="1" height="1" stroke="none"/></svg>${name}</td><td class="n">${formatPercent(requests, total)}</td><td class="share"><svg viewBox="0 0 100 8" preserveAspectRatio="none" height="8" aria-hidden="true"><rect class="${colourOf(at)}" stroke="none" width="${((100 * requests) / most).toFixed(2)}" height="8"/></svg></td><td class="n">${formatCount(requests)}</td></tr>`,
  )
  return html`<table><thead><tr><th>${categories[category]}</th><th class="n">Percent</th><th class="share"></th><th class="n">Requests</th></tr></thead>
<tbody>${rows}</tbody>
<tfoot><tr><td>Total (${formatCount(names.length)})</td><td class="n">100 %</td><td class="share"></td><td class="n">${formatCount(total)}</td></tr></tfoot></table>`
}
