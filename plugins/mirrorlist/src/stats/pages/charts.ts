import {type Html, html} from './html.ts'
import {formatShort} from './format-numbers.ts'

export interface Slice {
  name: string
  value: number
  /** Class that colours it. */
  colour: string
}

/** Circumference 100, so that lengths of dashes are percents. */
const radius = 100 / (2 * Math.PI)

/** A ring, clockwise from the top. */
export function doughnutChart(slices: readonly Slice[], label: string): Html {
  const total = slices.reduce((sum, {value}) => sum + value, 0)
  let turned = 0
  const arcs = slices.map(({name, value, colour}) => {
    const share = total === 0 ? 0 : (100 * value) / total
    const arc = html`<circle class="${colour}" r="${radius}" stroke-width="6" stroke-dasharray="${share.toFixed(3)} ${(100 - share).toFixed(3)}" stroke-dashoffset="${(-turned).toFixed(3)}"><title>${name}: ${share.toFixed(1)} %</title></circle>`
    turned += share
    return arc
  })
  return html`<svg class="ring" viewBox="-21 -21 42 42" role="img" aria-label="${label}"><g transform="rotate(-90)">${arcs}</g>
<text text-anchor="middle" font-size="6" font-weight="600" y="1">${formatShort(total)}</text>
<text class="dim" text-anchor="middle" font-size="3" y="6">requests</text></svg>`
}

export interface Bar {
  label: string
  value: number
  isNow: boolean
}

const barsWidth = 480
const barsHeight = 190
const left = 64
const bottom = 26
const top = 10

/** Bars side by side, with a line at the top value. */
export function barChart(values: readonly Bar[], label: string): Html {
  const most = niceTop(Math.max(1, ...values.map(({value}) => value)))
  const step = (barsWidth - left) / Math.max(1, values.length)
  const height = barsHeight - bottom - top
  const y = (value: number) => top + height - (height * value) / most
  const columns = values.map(
    ({label: day, value, isNow}, at) =>
      html`<rect class="bar${isNow ? ' now' : ''}" x="${(left + at * step + step * 0.12).toFixed(1)}" y="${y(value).toFixed(1)}" width="${(step * 0.76).toFixed(1)}" height="${((height * value) / most).toFixed(1)}"><title>${day}: ${formatShort(value)}</title></rect>`,
  )
  const lines = [0, 0.5, 1].map(
    (part) =>
      html`<line class="axis" x1="${left}" x2="${barsWidth}" y1="${y(most * part)}" y2="${y(most * part)}"/><text class="dim tick" text-anchor="end" font-size="11" x="${left - 6}" y="${y(most * part) + 4}">${formatShort(most * part)}</text>`,
  )
  const first = values[0]
  const last = values.at(-1)
  return html`<svg viewBox="0 0 ${barsWidth} ${barsHeight}" role="img" aria-label="${label}">${lines}${columns}
<text class="dim tick" font-size="11" x="${left}" y="${barsHeight - 6}">${first?.label}</text>
<text class="dim tick" font-size="11" text-anchor="end" x="${barsWidth}" y="${barsHeight - 6}">${last?.label}</text></svg>`
}

/** A round number; its half is labelled on the axis too. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return Math.max(2, ([1, 2, 3, 4, 6, 8, 10].find((factor) => factor * power >= value) ?? 10) * power)
}

export interface Stack {
  label: string
  parts: readonly {name: string; value: number; colour: string}[]
}

const stackHeight = 150

/** Columns of parts, each as high as the others: shares, not numbers. */
export function stacks(columns: readonly Stack[], label: string): Html {
  const step = barsWidth / Math.max(1, columns.length)
  const shown = columns.map(({label: name, parts}, at) => {
    const total = parts.reduce((sum, {value}) => sum + value, 0)
    let from = stackHeight
    const boxes = parts
      .filter(({value}) => value > 0)
      .map(({name: part, value, colour}) => {
        const height = (stackHeight * value) / total
        from -= height
        return html`<rect class="${colour}" x="${(at * step + step * 0.06).toFixed(1)}" y="${from.toFixed(1)}" width="${(step * 0.88).toFixed(1)}" height="${height.toFixed(1)}"><title>${name}: ${part}: ${value}</title></rect>`
      })
    return boxes
  })
  const first = columns[0]
  const last = columns.at(-1)
  return html`<svg viewBox="0 0 ${barsWidth} ${stackHeight + bottom}" role="img" aria-label="${label}"><line class="axis" x1="0" x2="${barsWidth}" y1="${stackHeight}" y2="${stackHeight}"/>${shown.flat()}
<text class="dim tick" font-size="11" x="0" y="${stackHeight + 16}">${first?.label}</text>
${columns.length > 1 ? html`<text class="dim tick" font-size="11" text-anchor="end" x="${barsWidth}" y="${stackHeight + 16}">${last?.label}</text>` : undefined}</svg>`
}
