import {type Answer, OpsCommand} from '@ops/core/cli'
import {sshdOnPhones} from '../src/service/sshd-on-phones.ts'
import {openActingServices, choosePhones} from '../src/session/open-services.ts'
import {listenAddresses, phonesArg, sshdFlags, ttlSeconds} from './flags.ts'
import {sshdAnswer} from './sshd-answer.ts'

export default class PhoneSshd extends OpsCommand {
  static override summary = 'Set up sshd on phones over adb, and verify it by logins.'
  static override description =
    'Logs in after the changes to verify that the key gets in as shell, that sftp works, and that a wrong key, a password and root are refused. A set-up that cannot be verified is rolled back. A second run changes nothing. The phone needs a userdebug build with Rooted debugging switched on.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> fp3 --key ~/.ssh/id_ed25519.pub',
    '<%= config.bin %> <%= command.id %> @phones --check',
    '<%= config.bin %> <%= command.id %> fp3 --remove',
  ]
  static override args = {phones: phonesArg}
  static override flags = sshdFlags

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(PhoneSshd)
    const ttl = ttlSeconds(flags.ttl)
    const listen = listenAddresses(flags.listen)
    const services = await openActingServices(this.session, this.progress, signal)
    const phones = await choosePhones(this.session, services, args.phones, signal)
    const {layout, port, boot: hook, key: keys, remove, check} = flags
    const {fanout} = this.session.settings
    const given = {layout, port, listen, ttlSeconds: ttl, hook}
    return sshdAnswer(await sshdOnPhones(services, {phones, given, keys, remove, check, fanout, signal}), check)
  }
}
