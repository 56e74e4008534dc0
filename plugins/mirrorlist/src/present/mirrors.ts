import {table} from '@ops/core/text'
import type {ExplainResult, QueryResult} from '../query/results.ts'

/** One line per mirror, in the order of the answer. */
export function queryTable({target, redirect, country, mirrors}: QueryResult, columns?: number): string {
  const rows = mirrors.map(({name, country: where, tier, private: isPrivate, urls}, at) => [
    String(at + 1),
    where,
    isPrivate ? `${tier}, private` : tier,
    name,
    urls[0]?.url ?? '',
  ])
  const head = `${redirectLine(redirect)}${target} for a client ${placeOf(country)}`
  return rows.length === 0 ? `${head}: no mirror.` : `${head}:\n${table(rows, ['', 'IN', 'TIER', 'MIRROR', 'URL'], columns)}`
}

/** Listed hosts with tier and share, then the others with the reason. */
export function explainTable({target, redirect, country, hosts}: ExplainResult, columns?: number): string {
  const rows = hosts.map(({name, country: where, bandwidth, tier, share, reason}) => [
    tier ?? '-',
    tier === undefined ? '' : `${(share * 100).toFixed(1)} %`,
    String(bandwidth),
    where,
    name,
    reason,
  ])
  return `${redirectLine(redirect)}${target} for a client ${placeOf(country)}:\n${table(rows, ['TIER', 'FIRST', 'MBIT/S', 'IN', 'MIRROR', 'NOT LISTED BECAUSE'], columns)}`
}

function redirectLine(redirect: QueryResult['redirect']): string {
  return redirect === undefined ? '' : `The repository ${redirect.from} is redirected to ${redirect.to}.\n`
}

/** Data without a country have `N/A`, as MirrorManager writes it. */
function placeOf(country: string): string {
  return country === 'N/A' ? 'of unknown country' : `in ${country}`
}
