import {type Answer, Flags, OpsCommand} from '@ops/core/cli'
import {systemClock} from '@ops/core/time'

export default class Status extends OpsCommand {
  static override summary = 'Show transfers and counters of the running boot server.'
  static override examples = ['<%= config.bin %> <%= command.id %> --watch', '<%= config.bin %> <%= command.id %> --follow']
  static override flags = {
    control: Flags.string({
      description: 'control socket of the server (default: boot.control of the inventory, else in the state directory)',
      helpValue: 'PATH',
    }),
    watch: Flags.boolean({description: 'update the table twice a second', exclusive: ['follow']}),
    follow: Flags.boolean({description: 'print events as NDJSON'}),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {flags} = await this.parse(Status)
    const [{controlClient}, {controlPath}, {watchStatus, whileRead}, {ndjsonLine}, {statusText}, {bootPlan}] = await Promise.all([
      import('../../src/control/control-client.ts'),
      import('../../src/control/control-path.ts'),
      import('../../src/control/watch-status.ts'),
      import('../../src/present/print-events.ts'),
      import('../../src/present/status-text.ts'),
      import('../../src/profiles/boot-machine.ts'),
    ])
    const plan = bootPlan(await this.session.inventoryIfAny())
    const server = controlClient(controlPath(flags.control, plan, this.session.settings.stateDir))
    const print = (text: string) => process.stdout.write(text)
    // Cursor home, then clear to the end: avoids flicker.
    const clear = process.stdout.isTTY ? '\u001b[H\u001b[J' : ''
    const show = this.jsonEnabled()
      ? (status: object) => print(`${JSON.stringify(status)}\n`)
      : (status: Parameters<typeof statusText>[0]) => print(`${clear}${statusText(status, this.columns)}\n`)
    const read = await whileRead(
      process.stdout,
      async (watched) => {
        if (flags.follow) for await (const event of server.events(watched)) print(ndjsonLine(event))
        if (flags.watch) await watchStatus(server, systemClock, show, watched)
      },
      signal,
    )
    if (!read) return {result: {}}
    const status = await server.status(signal)
    return {result: status, text: statusText(status, this.columns)}
  }
}
