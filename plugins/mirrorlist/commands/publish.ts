import {type Answer, Flags, OpsCommand} from '@ops/core/cli'
import {dataFlags} from './source-flags.ts'

export default class Publish extends OpsCommand {
  static override summary = 'Compile mirror data into a folder from which other servers fetch them.'
  static override description =
    'Writes a snapshot and latest.json, which names the snapshot with its generation and SHA-256. Offer the folder with any web server: other servers fetch it with ops mirrorlist serve --from URL. Snapshots contain the netblocks of private mirrors: do not make the folder public.'
  static override examples = ['<%= config.bin %> <%= command.id %> --data mirrors/ --to /srv/www/mirrorlist']
  static override flags = {
    ...dataFlags,
    to: Flags.string({description: 'folder to write the snapshot and latest.json to', required: true, helpValue: 'DIR'}),
  }

  protected async act(): Promise<Answer> {
    const {flags} = await this.parse(Publish)
    const [{nextGeneration, publish}, {givenSource}, {buildSnapshot}] = await Promise.all([
      import('../src/publish/publish.ts'),
      import('../src/build/choose-source.ts'),
      import('../src/snapshot/build-snapshot.ts'),
    ])
    const source = givenSource(flags)
    const now = Date.now()
    const built = await buildSnapshot({source, netblocks: flags.netblocks, generation: await nextGeneration(flags.to, now), now})
    const result = await publish(built, flags.to)
    const text = [...built.warnings, `Generation ${result.generation}: ${flags.to}/${result.file} (${result.digest.slice(0, 12)}).`].join(
      '\n',
    )
    return {result: {...result, warnings: built.warnings}, text}
  }
}
