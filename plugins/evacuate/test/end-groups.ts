import type {ChildProcess} from 'node:child_process'

/** Ends what is left of the process groups that these children lead. */
export function endGroups(children: readonly ChildProcess[]): void {
  for (const {pid} of children) {
    if (pid === undefined) continue
    try {
      process.kill(-pid, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}
