import {type Answer, OpsCommand} from '@ops/core/cli'
import {exitOfHosts} from '@ops/core/errors'
import {eachPhone} from '../src/session/each-phone.ts'
import {choosePhones, openDeps} from '../src/session/open-services.ts'
import {seePhone, viewPhone} from '../src/service/phone-view.ts'
import {showViews} from '../src/present/render-view.ts'
import {phonesArg} from './flags.ts'

export default class PhoneInfo extends OpsCommand {
  static override summary = 'Tell what a phone is: ROM, sshd, keys, what starts at boot, and what stays open. Only reads.'
  static override examples = ['<%= config.bin %> <%= command.id %> fp3']
  static override args = {phones: phonesArg}

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args} = await this.parse(PhoneInfo)
    const deps = await openDeps(this.session, this.progress, signal)
    const phones = await choosePhones(this.session, deps, args.phones, signal)
    const {fanout} = this.session.settings
    const hosts = await eachPhone(phones, fanout, signal, async (phone) => viewPhone(phone, await seePhone(deps, phone, signal)))
    return {result: {hosts}, text: showViews(hosts), exit: exitOfHosts(hosts)}
  }
}
