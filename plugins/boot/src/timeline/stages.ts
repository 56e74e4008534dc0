import type {Profile} from '../inventory/schema.ts'

/** All stages of a boot in order. */
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

/** Stages of which only the boot server or the image has evidence. */
const ofNetwork = new Set(['dhcp', 'tftp', 'init', 'modules', 'network', 'ram', 'ramroot', 'nfs', 'root'])

/** The stages of a profile's boot; a board that boots from flash has evidence of power and console only. */
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
