import {type Answer, OpsCommand} from '@ops/core/cli'
import {exitOfHosts} from '@ops/core/errors'
import {onPhones} from '../src/session/on-phones.ts'
import {choosePhones, openServices} from '../src/session/open-services.ts'
import {seePhone, viewPhone} from '../src/service/phone-view.ts'
import {showViews} from '../src/present/render-view.ts'
import {phonesArg} from './flags.ts'

export default class PhoneInfo extends OpsCommand {
  static override summary = 'Tell what a phone is: ROM, sshd, keys, what starts at boot, and what stays open. Only reads.'
  static override examples = ['<%= config.bin %> <%= command.id %> fp3']
  static override args = {phones: phonesArg}

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args} = await this.parse(PhoneInfo)
    const services = await openServices(this.session, this.progress, signal)
    const phones = await choosePhones(this.session, services, args.phones, signal)
    const {fanout} = this.session.settings
    const hosts = await onPhones(phones, {
      fanout,
      signal,
      action: async (phone) => viewPhone(phone, await seePhone(services, phone, signal)),
    })
    return {result: {hosts}, text: showViews(hosts), exit: exitOfHosts(hosts)}
  }
}
