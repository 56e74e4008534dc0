import {familyBit} from './mirror-session.ts'
import {isSilent, type Visit} from '../findings/visit.ts'
import type {Family, Web} from '../web/web.ts'

/**
 * When no mirror at all answers over a family (mostly IPv6), this machine lacks it. Then no mirror is recorded as lacking it, and
 * mirrors that have no other family are skipped, with a sentence each.
 */
export async function dropMissingFamilies(visits: readonly Visit[], web: Web): Promise<{counted: Visit[]; skipped: string[]}> {
  const answered = visits.reduce((bits, {families}) => bits | families, 0)
  const counted: Visit[] = []
  const skipped: string[] = []
  for (const visit of visits) {
    const only = answered === 0 || !isSilent(visit) ? undefined : await onlyFamily(visit, web)
    if (only !== undefined && (familyBit[only] & answered) === 0)
      skipped.push(`${visit.host} was skipped: it has only IPv${only}, and no mirror answers over IPv${only} from this machine.`)
    else counted.push((visit.silentFamilies & ~answered) === 0 ? visit : {...visit, families: 0})
  }
  return {counted, skipped}
}

/** The one family that all names of a mirror have; undefined when there are several or none. */
async function onlyFamily({urls}: Visit, web: Web): Promise<Family | undefined> {
  const names = new Set(urls.map(({url}) => new URL(url).hostname))
  const families = new Set((await Promise.all([...names].map((name) => web.families(name)))).flat())
  return families.size === 1 ? [...families][0] : undefined
}
