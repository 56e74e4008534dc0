/** The differences between ROMs that matter to sshd (docs/phone.md names the sources). */
export interface Generation {
  name: string
  /** `ro.build.version.sdk`. */
  sdk: number
  /** Folder of sshd, ssh-keygen and start-ssh; undefined: the ROM has none. */
  bin: string | undefined
  /** Folder that its start-ssh passes to sshd with -f. */
  etc: string
  /** As its sshd names itself. */
  openssh: string
  /** Its sshd checks the owners of the folders above authorized_keys, as upstream does and most Android builds do not. */
  checksFolders: boolean
  /** Kinds of host keys that its start-ssh makes. */
  hostKeys: readonly string[]
}

export const generations: Readonly<Record<string, Generation>> = {
  '14.1': {
    name: '14.1',
    sdk: 25,
    bin: '/system/bin',
    etc: '/system/etc/ssh',
    openssh: '7.1p2',
    checksFolders: false,
    hostKeys: ['dsa', 'rsa'],
  },
  '17.1': {
    name: '17.1',
    sdk: 29,
    bin: '/system/bin',
    etc: '/system/etc/ssh',
    openssh: '8.0p1',
    checksFolders: true,
    hostKeys: ['dsa', 'rsa'],
  },
  '18.1': {
    name: '18.1',
    sdk: 30,
    bin: '/vendor/bin',
    etc: '/vendor/etc/ssh',
    openssh: '8.3p1',
    checksFolders: false,
    hostKeys: ['dsa', 'rsa'],
  },
  '20': {
    name: '20',
    sdk: 33,
    bin: '/product/bin',
    etc: '/product/etc/ssh',
    openssh: '9.0p1',
    checksFolders: false,
    hostKeys: ['ecdsa', 'rsa', 'ed25519'],
  },
  none: {name: 'none', sdk: 34, bin: undefined, etc: '/product/etc/ssh', openssh: '', checksFolders: false, hostKeys: []},
}
