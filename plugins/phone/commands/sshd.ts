import {Flags} from '@oclif/core'
import {type Answer, OpsCommand, parseDuration} from '@ops/core/cli'
import {phoneErrors} from '../src/errors.ts'
import {sshdOnPhones} from '../src/service/sshd-on-phones.ts'
import {openActingDeps, choosePhones} from '../src/service/open-deps.ts'
import {listenAddresses, listenFlag, phonesArg} from './flags.ts'

export default class PhoneSshd extends OpsCommand {
  static override summary = 'Set up sshd on phones over adb, and prove it by real logins.'
  static override description =
    'Probes, plans, applies, and logs in: the key gets in as shell, sftp works, a wrong key, a password and root do not. What does not prove itself is rolled back. Running it again changes nothing.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> fp3 --key ~/.ssh/id_ed25519.pub',
    '<%= config.bin %> <%= command.id %> @phones --check',
    '<%= config.bin %> <%= command.id %> fp3 --remove',
  ]
  static override args = {phones: phonesArg}
  static override flags = {
    key: Flags.string({description: 'public key to let in (default: key: of the inventory)', helpValue: 'FILE.pub', multiple: true}),
    ttl: Flags.string({description: 'let the key in for this long only; the phone enforces it', helpValue: 'TIME'}),
    layout: Flags.string({
      description: "where things lie: ops' own places, or those of the well-known how-to (port 22, every address)",
      options: ['safe', 'article'],
    }),
    port: Flags.integer({description: 'port of sshd on the phone (default 8022; article 22)', min: 1, max: 65535}),
    listen: listenFlag,
    boot: Flags.string({
      description: 'what starts sshd after a restart (default: the best that needs no change of /system)',
      options: ['auto', 'magisk', 'userinit', 'rc', 'none'],
    }),
    remove: Flags.boolean({
      description: 'undo everything; with --key take only that key away',
      exclusive: ['ttl', 'layout', 'port', 'listen', 'boot'],
    }),
    check: Flags.boolean({
      char: 'n',
      aliases: ['dry-run'],
      description: 'show what would change, change nothing (exit 6 when something would)',
    }),
  }

  protected async act(signal: AbortSignal): Promise<Answer> {
    const {args, flags} = await this.parse(PhoneSshd)
    const ttl = flags.ttl === undefined ? undefined : parseDuration(flags.ttl) / 1000
    if (ttl !== undefined && ttl < 1) throw phoneErrors.TTL_SHORT({}, flags.ttl ?? '')
    const listen = listenAddresses(flags.listen)
    const deps = await openActingDeps(this.session, this.progress, signal)
    const phones = await choosePhones(this.session, deps, args.phones, signal)
    const given = {layout: flags.layout, port: flags.port, listen, ttlSeconds: ttl, hook: flags.boot}
    return sshdOnPhones(deps, {
      phones,
      given,
      keys: flags.key,
      remove: flags.remove,
      check: flags.check,
      fanout: this.session.settings.fanout,
      signal,
    })
  }
}
