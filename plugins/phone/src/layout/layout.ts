/** Everything that ops keeps for itself on a phone is below this folder (root:shell 0750). */
export const opsFolder = '/data/ssh/ops'
export const sshFolder = '/data/ssh'
export const emptyFolder = '/data/ssh/empty'
export const stagingFolder = `${opsFolder}/staging`
export const backupFolder = `${opsFolder}/backup`
export const manifestFile = `${opsFolder}/manifest.json`
export const keysFile = '/data/ssh/authorized_keys'
export const logFile = `${opsFolder}/sshd.log`
/** Holds the id of the configuration that the running sshd was started with. */
export const runningFile = `${opsFolder}/running`

/** Public half of the host key, readable without root: the way to pin it from any machine that adb trusts. */
export const hostPublicFile = `${opsFolder}/host_key.pub`

export const shellUid = 2000

/**
 * Of authorized_keys: sshd reads it as the shell user, which must not be able to write it; otherwise a key with a lifetime
 * of an hour could be used to add one for good.
 */
export const keysOwner = {mode: 0o640, uid: 0, gid: shellUid}

export type LayoutName = 'safe' | 'article'

export interface Layout {
  name: LayoutName
  config: string
  script: string
  pidfile: string
  hostKey: string
  port: number
  /** Addresses to listen on; none: every one, as sshd does without ListenAddress. */
  listen: readonly string[]
}

/** Where things lie. `article` keeps the places and the reach of the well-known how-to; `safe` is ops' own. */
export const layouts: Readonly<Record<LayoutName, Layout>> = {
  safe: {
    name: 'safe',
    config: `${opsFolder}/sshd_config`,
    script: `${opsFolder}/start-sshd`,
    pidfile: `${opsFolder}/sshd.pid`,
    hostKey: `${opsFolder}/ssh_host_ed25519_key`,
    port: 8022,
    listen: ['127.0.0.1'],
  },
  article: {
    name: 'article',
    config: '/data/ssh/sshd_config',
    script: '/data/local/userinit.d/99sshd',
    pidfile: '/data/ssh/sshd.pid',
    hostKey: '/data/ssh/ssh_host_ed25519_key',
    port: 22,
    listen: [],
  },
}
