import type {Progress} from '@ops/core/progress'
import type {LabState} from '../instance/state.ts'
import {missingForHosts} from '../machine/needs.ts'
import {tool} from '../machine/run-tool.ts'

/** What kind of lab this machine can have, best first; says what a better one would need. */
export async function chooseMode(progress: Progress, plain: boolean): Promise<LabState['mode']> {
  const missing = plain ? [] : await missingForHosts()
  if (!plain && missing.length === 0) return 'full'
  if (!plain) {
    progress.say(
      `No Debian hosts: ${missing.map(({what}) => what).join(', ')} missing here. So process workloads (criu) and ssh are left out.`,
    )
    progress.say('Next, as root: ops lab setup')
  }
  if (await canUnshare()) return 'plain'
  progress.say('No hosts at all: this user may not make namespaces. The plugs are there, and their relays switch nothing.')
  return 'plugs'
}

/** Whether this user may make the namespaces of a plain host. */
async function canUnshare(): Promise<boolean> {
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']
  const kinds = ['--mount', '--uts', '--ipc', '--pid', '--net', '--cgroup', '--time']
  const {code} = await tool(['unshare', ...user, ...kinds, '--fork', 'sh', '-c', 'mount -t proc proc /proc']).catch(() => ({code: null}))
  return code === 0
}
