import {type Answer, Flags, OpsCommand} from '@ops/core/cli'
import {exitCodes, exitOfHosts} from '@ops/core/errors'
import {onPhones} from '../src/session/on-phones.ts'
import {findDrift} from '../src/service/find-drift.ts'
import {choosePhones, openActingServices} from '../src/session/open-services.ts'
import {renderDrift} from '../src/present/render-drift.ts'
import {sshdOnPhones} from '../src/service/sshd-on-phones.ts'
import {phonesArg} from './flags.ts'
import {sshdAnswer} from './sshd-answer.ts'

export default class PhoneDoctor extends OpsCommand {
  static override summary = 'Find what changed in the sshd of phones since ops set it up, and repair it.'
  static override description =
    'Finds moved programs, changed files, removed boot hooks, expired keys and a changed host key. Changes nothing without --repair. Exit 6 when a phone differs.'
  static override examples = ['<%= config.bin %> <%= command.id %> fp3', '<%= config.bin %> <%= command.id %> @phones --repair']
  static override args = {phones: phonesArg}
  static override flags = {
    repair: Flags.boolean({description: 'restore the set-up and verify it by logins, as ops phone sshd does'}),
    key: Flags.string({
      description: 'key to verify the repair with (default: key of the phone in the inventory); may be repeated',
      helpValue: 'FILE.pub',
      multiple: true,
      dependsOn: ['repair'],
    }),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(PhoneDoctor)
    const services = await openActingServices(this.session, this.progress, signal)
    const phones = await choosePhones(this.session, services, args.phones, signal)
    const {fanout} = this.session.settings
    if (flags.repair)
      return sshdAnswer(
        await sshdOnPhones(services, {phones, given: {}, keys: flags.key, remove: false, check: false, fanout, signal}),
        false,
      )
    const hosts = await onPhones(phones, {fanout, signal, action: (phone) => findDrift(services, phone, signal)})
    const failed = exitOfHosts(hosts)
    const drifted = hosts.some((host) => host.error === undefined && host.drift.length > 0)
    return {result: {hosts}, text: renderDrift(hosts), exit: failed === exitCodes.done && drifted ? exitCodes.changes : failed}
  }
}
