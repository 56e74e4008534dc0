import {Command} from '@oclif/core/command'

/** Reads neither inventory nor settings, so that the version is there whatever is broken. */
export default class Version extends Command {
  static override summary = 'Show the versions of ops and of Node.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> --version']
  static override enableJsonFlag = true

  override async run(): Promise<object> {
    await this.parse(Version)
    const {version, platform, arch, userAgent} = this.config
    this.log(userAgent)
    return {ok: true, result: {ops: version, node: process.versions.node, platform, arch}}
  }
}
