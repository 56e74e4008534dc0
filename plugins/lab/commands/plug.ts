import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'

export default class LabPlug extends OpsCommand {
  static override summary = 'Run one simulated smart plug, to try commands and faults without hardware.'
  static override description =
    'The plug speaks the protocol of TP-Link Kasa plugs on TCP and UDP, and prints the "power:" entry of a machine on it. FILE is YAML and describes the plug; options replace what the file says. Runs until Ctrl-C or SIGTERM (exit 0), or until --timeout (exit 124).'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --model HS300 --address 127.0.0.2',
    '<%= config.bin %> <%= command.id %> --fault welded',
    '<%= config.bin %> <%= command.id %> plug.yaml --port 0',
  ]
  static override args = {file: Args.string({description: 'YAML file with the keys that docs/power.md lists under "The simulated plug"'})}
  static override flags = {
    address: Flags.string({description: 'IP address of this machine to listen on (default: 127.0.0.1)', helpValue: 'ADDRESS'}),
    port: Flags.integer({description: 'port for TCP and UDP; 0 picks one (default: 9999)', min: 0, max: 65_535, helpValue: 'PORT'}),
    model: Flags.string({description: 'HS100, HS105, HS110 (with a meter) or HS300 (a strip) (default: HS110)', helpValue: 'MODEL'}),
    fault: Flags.string({
      description: "fault of the next exchange: its kind, or a mapping such as '{kind: slow, ms: 500}'; repeatable",
      helpValue: 'KIND',
      multiple: true,
    }),
  }
  protected static override readonly daemon = true

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(LabPlug)
    const [{readPlugSettings}, {servePlug}] = await Promise.all([
      import('../src/plug/read-settings.ts'),
      import('../src/plug/serve-plug.ts'),
    ])
    const [factory] = (await this.session.registry()).labPlugs.all()
    const {address, port, model, fault} = flags
    const settings = await readPlugSettings(await factory?.schema(), {file: args.file, address, port, model, fault}, signal)
    await servePlug(factory, settings, {json: this.jsonEnabled(), out: process.stdout, say: (line) => this.progress.say(line)}, signal)
    return {result: {}}
  }
}
