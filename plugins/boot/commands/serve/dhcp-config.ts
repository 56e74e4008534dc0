import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'
import {requireIpv4} from '@ops/core/net'

export default class DhcpConfig extends OpsCommand {
  static override summary = "Print a configuration for your own DHCP server to boot the inventory's machines."
  static override examples = [
    '<%= config.bin %> <%= command.id %> kea --listen 10.0.0.1',
    '<%= config.bin %> <%= command.id %> dnsmasq --proxy',
  ]
  static override args = {kind: Args.string({description: 'DHCP server', options: ['dnsmasq', 'kea', 'isc'], required: true})}
  static override flags = {
    listen: Flags.string({
      description: 'address of the boot server; may be repeated (default: all of this machine)',
      helpValue: 'ADDR',
      multiple: true,
    }),
    'http-port': Flags.integer({description: 'TCP port of HTTP boot', default: 8069, min: 1, max: 65535, helpValue: 'PORT'}),
    proxy: Flags.boolean({description: 'configure dnsmasq as a proxy beside another DHCP server'}),
  }

  protected async act(): Promise<Answer> {
    const {args, flags} = await this.parse(DhcpConfig)
    const [{dhcpPlan}, {dnsmasqConfig}, {iscConfig}, {keaConfig}, {bootPlan}] = await Promise.all([
      import('../../src/dhcp/dhcp-plan.ts'),
      import('../../src/dhcp/dnsmasq-config.ts'),
      import('../../src/dhcp/isc-config.ts'),
      import('../../src/dhcp/kea-config.ts'),
      import('../../src/profiles/boot-machine.ts'),
    ])
    const plan = dhcpPlan(bootPlan(await this.session.inventory()), (flags.listen ?? []).map(requireIpv4))
    const make = {
      // Nobody looks for another DHCP server when it starts.
      dnsmasq: () => dnsmasqConfig(plan, {mode: flags.proxy ? 'proxy' : 'full', beside: true, httpPort: flags['http-port']}),
      kea: () => keaConfig(plan),
      isc: () => iscConfig(plan),
    }[args.kind]
    const config = make?.() ?? ''
    return {result: {kind: args.kind, config}, text: config.trimEnd()}
  }
}
