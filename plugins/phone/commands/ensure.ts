import {type Answer, Flags, OpsCommand} from '@ops/core/cli'
import {exitOfHosts} from '@ops/core/errors'
import {parseDuration} from '@ops/core/text'
import {renderEnsure} from '../src/present/render-ensure.ts'
import {ensureOnPhones} from '../src/service/ensure-sshd.ts'
import {choosePhones, openActingServices} from '../src/session/open-services.ts'
import {phonesArg} from './flags.ts'

export default class PhoneEnsure extends OpsCommand {
  static override summary = 'Start the sshd of phones unless it runs, e.g. after a restart.'
  static override description = 'Needs a phone that ops phone sshd has set up. Becomes root only when sshd must be started.'
  static override examples = ['<%= config.bin %> <%= command.id %> fp3', '<%= config.bin %> <%= command.id %> @phones --wait 10m']
  static override args = {phones: phonesArg}
  static override flags = {
    wait: Flags.string({description: 'how long to wait for a phone that is not attached (default: 0)', helpValue: 'TIME'}),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(PhoneEnsure)
    const waitMs = parseDuration(flags.wait ?? '0')
    const services = await openActingServices(this.session, this.progress, signal)
    const phones = await choosePhones(this.session, services, args.phones, signal)
    const {fanout} = this.session.settings
    const hosts = await ensureOnPhones(services, {phones, waitMs, fanout, signal})
    return {result: {hosts}, text: renderEnsure(hosts), exit: exitOfHosts(hosts)}
  }
}
