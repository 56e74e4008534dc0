import {silentProgress} from '@ops/core/cli'
import {buildRootfs, rootfsCacheDir} from '@ops/core/rootfs'

/** adbd is the real daemon; mksh and toybox are Android's own shell and commands. */
const packages = ['adbd', 'openssh-server', 'openssh-client', 'openssh-sftp-server', 'mksh', 'toybox']

/** A Debian 13 root with the phone's programs, made once and then shared read-only by every lab phone. */
export async function baseRoot(env: NodeJS.ProcessEnv, say: (line: string) => void, signal: AbortSignal): Promise<string> {
  return buildRootfs({suite: 'trixie', packages}, {cacheDir: rootfsCacheDir(env), progress: {...silentProgress, say}, signal})
}
