import {type Answer, Flags, OpsCommand} from '@ops/core/cli'
import {dataFlags} from './source-flags.ts'

export default class Build extends OpsCommand {
  static override summary = 'Check mirror data and compile them into one file.'
  static override description =
    'Prints every mistake in the data with its file, line and column. With --master it first reads the metadata of all repositories from a local copy of the master and writes them to details.yaml; older versions stay there as alternates. Without --output and --protobuf it only checks.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --data mirrors/ --output mirrors.snapshot',
    '<%= config.bin %> <%= command.id %> --data mirrors/ --master /srv/pub --protobuf mirrorlist_cache.proto',
  ]
  static override flags = {
    ...dataFlags,
    master: Flags.string({description: 'folder with a local copy of the master tree', dependsOn: ['data'], helpValue: 'DIR'}),
    output: Flags.string({description: 'write the snapshot to this file', helpValue: 'FILE'}),
    protobuf: Flags.string({
      description: "write MirrorManager's cache to this file",
      relationships: [{type: 'none', flags: ['snapshot']}],
      helpValue: 'FILE',
    }),
  }

  protected async act(): Promise<Answer> {
    const {flags} = await this.parse(Build)
    const [{buildFiles}, {givenSource}, {buildText}] = await Promise.all([
      import('../src/build/build-files.ts'),
      import('../src/build/choose-source.ts'),
      import('../src/present/build.ts'),
    ])
    const result = await buildFiles({source: givenSource(flags), ...flags})
    return {result, text: buildText(result)}
  }
}
