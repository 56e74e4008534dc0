import {type Answer, Args, OpsCommand} from '@ops/core/cli'
import {dirFlag, labDir} from './lab-dir.ts'

export default class LabShell extends OpsCommand {
  static override summary = 'Open a shell on a lab host, or run one command there.'
  static override description = 'The exit code is the one of the shell or command.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> node1',
    '<%= config.bin %> <%= command.id %> node2 -- tail -n 3 /var/lib/demo/counter.log',
  ]
  static override enableJsonFlag = false
  static override strict = false
  static override args = {host: Args.string({required: true, description: 'name of the lab host'})}
  static override flags = {dir: dirFlag}

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, argv, flags} = await this.parse(LabShell)
    const {labShell} = await import('../src/host/open-shell.ts')
    const command = argv.slice(1).map(String)
    const exit = await labShell(labDir(flags.dir, this.session.settings.stateDir), args.host, command, signal)
    return {result: {exit}, exit}
  }
}
