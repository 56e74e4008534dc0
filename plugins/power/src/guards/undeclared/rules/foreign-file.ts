import {unitPackages} from '../known/packages.ts'
import type {Survey} from '../survey/survey.ts'
import {matchesAny} from './matches-any.ts'

const rows = unitPackages.map(([unit, packages]) => ({matches: matchesAny([unit]), packages}))
const packageFolder = /^(?:\/usr)?\/lib\/systemd\/system\//
/** NixOS and Guix: all units lie there, each in a folder of its own. */
const store = /^\/(?:nix|gnu)\/store\//

/** The unit file of a unit that only has the name of a known one; undefined when the file is the right one. */
export type ForeignFile = (unit: string) => string | undefined

/**
 * Finds unit files of another package, or of none where only packages install units. An administrator may write one in `/etc` in
 * its place, but not for systemd's own. A host has many processes and few units: each is looked up once.
 */
export function foreignFileTest(survey: Survey): ForeignFile {
  const known = new Map<string, string | undefined>()
  return (unit) => {
    if (!known.has(unit)) known.set(unit, findForeignFile(unit, survey))
    return known.get(unit)
  }
}

function findForeignFile(unit: string, {units, packages, packageManagers}: Survey): string | undefined {
  const file = units.get(unit)?.fragment
  if (file === undefined || store.test(file.raw)) return undefined
  if (!packageFolder.test(file.raw)) return unit.startsWith('systemd-') ? `${file}` || 'gone' : undefined
  const expected = packageManagers.length === 0 ? undefined : rows.find(({matches}) => matches([unit]))?.packages
  const owners = packages.get(file.raw) ?? []
  if (expected === undefined || owners.some((owner) => expected.includes(owner.raw))) return undefined
  return `${file} of ${owners.length === 0 ? 'no package' : `the package ${owners.join(', ')}`}`
}
