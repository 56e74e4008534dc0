import type {Logins} from '../../src/session/phone-services.ts'
import type {Check} from '../../src/verify/check.ts'
import type {ShellPhone} from './shell-phone.ts'

/** Would the sshd of this port let the key in? By the rules of LineageOS's builds, over the configuration that it runs with. */
export function letsIn(phone: ShellPhone, port: number, blob: string, user: 'shell' | 'root' = 'shell'): boolean {
  const tree = phone.tree()
  return [...tree].some(([path, {text = ''}]) => {
    if (!/^\/proc\/\d+\/config$/.test(path)) return false
    const option = (name: string) => new RegExp(`^${name} (.*)$`, 'im').exec(text)?.[1]
    if (Number(option('Port') ?? 22) !== port) return false
    // PermitRootLogin counts for nothing on a debuggable build.
    if (option('AllowUsers') !== undefined && option('AllowUsers') !== user) return false
    if (phone.generation.checksFolders && option('StrictModes') !== 'no' && tree.get('/data')?.uid !== 0) return false
    const keys = tree.get(option('AuthorizedKeysFile') ?? '')
    if (keys === undefined || (keys.mode & 0o022) !== 0 || ![0, 2000].includes(keys.uid)) return false
    return (keys.text ?? '').split('\n').some((line) => !line.startsWith('#') && line.includes(blob))
  })
}

/** Replaces the real logins; `tick` is called when they begin. sftp works where the shell user may write. */
export function modelLogins(phone: ShellPhone, tick: () => void): Logins {
  return {
    identity: async () => 'identity',
    async verify({port}, _identity, _transport) {
      tick()
      const tree = phone.tree()
      const keys = (tree.get('/data/ssh/authorized_keys')?.text ?? '').split('\n').filter((line) => /^ssh-ed25519 /.test(line))
      const blob = keys.at(-1)?.split(' ')[1] ?? 'none'
      const check = (name: Check['name'], holds: boolean, detail: string): Check => ({name, state: holds ? 'holds' : 'fails', detail})
      return {
        checks: [
          check('login', letsIn(phone, port, blob), 'the key'),
          check('sftp', tree.get('/data/local/tmp')?.uid === 2000, 'sftp cannot write to /data/local/tmp'),
          check('wrong-key', !letsIn(phone, port, 'AAAAwrong'), 'a wrong key'),
          check('root', !letsIn(phone, port, blob, 'root'), 'root'),
        ],
      }
    },
  }
}
