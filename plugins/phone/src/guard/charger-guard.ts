import {expandHosts} from '@ops/core/hostset'
import type {Inventory} from '@ops/core/inventory'
import type {Guard} from '@ops/core/seams'
import {outletsSection, phonesSection} from '../inventory/section.ts'

/**
 * Tells that phones charge from what is about to be cut. It never stands in the way: a phone has a battery, so nothing
 * is lost by the cut, but whoever makes it should know that the phone now lives on it.
 */
export function chargerGuard(): Guard {
  const told = new Set<string>()
  return {
    name: 'phone-charger',
    order: 90,
    async check(host, {services, run}) {
      const phones = phonesChargedBy(services.inventory, host.name)
      const lines = phones.map((phone) => `${phone} charges from ${host.name} and goes on from its battery`)
      for (const line of lines) {
        // Guards are asked before and after the others have cleared the host.
        if (!told.has(`${run.id}/${line}`)) services.progress.say(`${line}.`)
        told.add(`${run.id}/${line}`)
      }
      return {
        guard: 'phone-charger',
        host: host.name,
        evidence: phones.length === 0 ? 'no phone charges from it' : lines.join('; '),
        findings: [],
        plan: lines,
      }
    },
  }
}

/** `charger:` names the host, or an outlet of the inventory's `outlets:` that feeds it. */
function phonesChargedBy(inventory: Inventory, host: string): string[] {
  const outlets = inventory.top(outletsSection)
  return Object.entries(inventory.top(phonesSection) ?? {})
    .filter(([, {charger}]) => charger !== undefined && (charger === host || feeds(outlets?.[charger]?.feeds, inventory).includes(host)))
    .map(([name]) => name)
}

function feeds(sets: string | string[] | undefined, inventory: Inventory): string[] {
  const set = [sets ?? []].flat().join(',')
  return set === '' ? [] : expandHosts(set, {hosts: [...inventory.hosts.keys()], group: (name) => inventory.groups.get(name)})
}
