import {type Answer, Args, Flags, OpsCommand} from '@ops/core/cli'
import {onePhone, openServices} from '../src/session/open-services.ts'
import {pipeTcp} from '../src/ssh/pipe-tcp.ts'

export default class PhoneProxy extends OpsCommand {
  static override hidden = true
  static override summary = 'Connect standard input and output to a port of a phone: the ProxyCommand of ~/.ssh/config.'
  static override args = {phone: Args.string({description: 'name or serial of the phone', required: true})}
  static override flags = {port: Flags.integer({description: 'port on the phone', default: 8022, min: 1, max: 65535, helpValue: 'PORT'})}

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(PhoneProxy)
    const services = await openServices(this.session, this.progress, signal)
    const phone = await services.open(await onePhone(this.session, services, args.phone, signal), signal)
    await pipeTcp(await phone.openTcp(flags.port, signal))
    return {result: {}}
  }
}
