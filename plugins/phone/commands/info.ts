import {type Answer, OpsCommand} from '@ops/core/cli'
import {exitOfHosts} from '@ops/core/errors'
import {onPhones} from '../src/session/on-phones.ts'
import {choosePhones, openServices} from '../src/session/open-services.ts'
import {viewPhone} from '../src/service/phone-view.ts'
import {surveyPhone} from '../src/service/survey-phone.ts'
import {renderViews} from '../src/present/render-view.ts'
import {phonesArg} from './flags.ts'

export default class PhoneInfo extends OpsCommand {
  static override summary = 'Show the ROM, sshd, keys, boot hook and remaining exposures of phones.'
  static override description = 'Changes nothing on the phones, not even the user of adbd.'
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
      action: async (phone) => viewPhone(phone, await surveyPhone(services, phone, signal)),
    })
    return {result: {hosts}, text: renderViews(hosts), exit: exitOfHosts(hosts)}
  }
}
