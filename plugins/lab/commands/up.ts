import {type Answer, Flags, OpsCommand} from '@ops/core/cli'
import {dirFlag, labDir} from './lab-dir.ts'
import {softwareFlags} from './software-flags.ts'

export default class LabUp extends OpsCommand {
  static override summary = 'Make a lab on this machine: hosts, plugs and a demo workload, without hardware.'
  static override description =
    'As root it makes two Debian hosts with ssh behind simulated smart plugs that start and kill them; without root, or without the packages of ops lab setup, it makes what is possible and lists what is missing. Writes an inventory and prints the commands to go on with.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --dir /tmp/lab']
  static override flags = {
    dir: dirFlag,
    plain: Flags.boolean({description: "make plain hosts (namespaces over this machine's own files) even where Debian hosts can be made"}),
    with: Flags.string({description: 'add a part, such as phone; repeatable', helpValue: 'NAME', multiple: true}),
    ...softwareFlags,
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {flags} = await this.parse(LabUp)
    const {labUp} = await import('../src/lifecycle/up.ts')
    const {nextCommands} = await import('../src/present/next-commands.ts')
    const services = {registry: await this.session.registry(), progress: this.progress}
    const state = await labUp(
      services,
      {
        dir: labDir(flags.dir, this.session.settings.stateDir),
        plain: flags.plain,
        parts: flags.with ?? [],
        software: {criu: flags.criu, include: flags.include},
      },
      signal,
    )
    const {labStatus} = await import('../src/status/lab-status.ts')
    return {result: await labStatus(state.dir), text: nextCommands(state, flags.dir)}
  }
}
