import type {Profile} from '../inventory/schema.ts'

/** Every stage of a boot in its order. */
export const allStages = [
  'power',
  'firmware',
  'dhcp',
  'tftp',
  'kernel',
  'init',
  'modules',
  'network',
  'ram',
  'ramroot',
  'nfs',
  'root',
  'login',
] as const

/** Stages that only the network's servers or the image can show. */
const ofNetwork = new Set(['dhcp', 'tftp', 'init', 'modules', 'network', 'ram', 'ramroot', 'nfs', 'root'])

/** The stages that a boot of a profile passes; a board that boots from flash shows only power and console. */
export function stagesOf(profile: Pick<Profile, 'stages' | 'source' | 'image' | 'nfs'>): string[] {
  if (profile.stages !== undefined) return [...profile.stages]
  if (profile.source === 'flash') return allStages.filter((stage) => !ofNetwork.has(stage))
  const {image} = profile
  const skipped = new Set<string>()
  if (image === undefined) for (const stage of ['init', 'modules', 'network', 'ram', 'ramroot', 'root']) skipped.add(stage)
  if (image?.ram === undefined) for (const stage of ['ram', 'ramroot']) skipped.add(stage)
  if (profile.nfs === undefined || image?.into === 'none') for (const stage of ['nfs', 'root']) skipped.add(stage)
  return allStages.filter((stage) => !skipped.has(stage))
}
