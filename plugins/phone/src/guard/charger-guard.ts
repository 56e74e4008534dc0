import {expandHosts} from '@ops/core/hostset'
import type {Inventory} from '@ops/core/inventory'
import type {Guard} from '@ops/core/seams'
import {outletsSection, phonesSection} from '../inventory/section.ts'

/**
 * Reports the phones that charge from a host that is about to be cut. It refuses nothing: a phone has a battery, so the
 * cut loses nothing, but the report shows that the phone then runs on its battery.
 */
export function chargerGuard(): Guard {
  return {
    name: 'phone-charger',
    order: 90,
    async check(host, {services}) {
      const phones = phonesChargedBy(services.inventory, host.name)
      const notices = phones.map((phone) => `${phone} charges from ${host.name} and will run on its battery`)
      const evidence = phones.length === 0 ? {evidence: 'no phone charges from it'} : {}
      return {guard: 'phone-charger', host: host.name, ...evidence, findings: [], plan: [], notices}
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
