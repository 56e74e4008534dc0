import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'
import {requireIpv4} from '@ops/core/net'

export default class BootArgs extends OpsCommand {
  static override summary = "Print the commands to type at a machine's firmware prompt to boot it without DHCP."
  static override examples = ['<%= config.bin %> <%= command.id %> pxcab --server 10.0.0.1']
  static override args = {host: Args.string({description: 'name of the host', required: true})}
  static override flags = {
    server: Flags.string({
      description: 'address of the boot server (default: the address of this machine in the network of the host)',
      helpValue: 'ADDR',
    }),
  }

  protected async act(): Promise<Answer> {
    const {args, flags} = await this.parse(BootArgs)
    const [{dhcpPlan}, {firmwareArgs}, {bootPlan, machineNamed}] = await Promise.all([
      import('../../src/dhcp/dhcp-plan.ts'),
      import('../../src/dhcp/firmware-args.ts'),
      import('../../src/profiles/boot-machine.ts'),
    ])
    const given = flags.server === undefined ? undefined : requireIpv4(flags.server)
    const inventory = await this.session.inventory()
    const plan = bootPlan(inventory)
    const machine = machineNamed(inventory.host(args.host), plan)
    const server = given ?? dhcpPlan({...plan, machines: [machine]}, []).machines[0]?.network.server ?? ''
    const lines = firmwareArgs(machine, server)
    return {result: {host: args.host, server, lines}, text: lines.join('\n')}
  }
}
