import {Flags} from '@ops/core/cli'

/** Flags that name the mirror data, the same for all commands here. */
export const dataFlags = {
  cache: Flags.string({description: "MirrorManager's mirrorlist_cache.proto", helpValue: 'FILE'}),
  data: Flags.string({description: 'folder of mirror data in YAML (service.yaml, mirrors/*.yaml)', helpValue: 'DIR'}),
  snapshot: Flags.string({description: 'snapshot written by ops mirrorlist build', helpValue: 'FILE'}),
  netblocks: Flags.string({
    description: 'global_netblocks.txt, one "PREFIX ASN" per line; snapshots contain it already',
    relationships: [{type: 'none', flags: ['snapshot', 'from']}],
    helpValue: 'FILE',
  }),
}

export const geoipFlag = Flags.string({
  description: "country database in MaxMind's format (default: the system's, else the packaged one)",
  helpValue: 'FILE',
})
