import {readFileSync} from 'node:fs'

/** Ends the phone's processes; its namespaces, mounts and sshd go with the first of them. */
export function stopPhone({pids, folder = ''}: {pids: readonly number[]; folder?: string}): void {
  for (const pid of pids) {
    try {
      if (isPhones(pid, folder)) process.kill(pid, 'SIGKILL')
    } catch {
      // Gone already.
    }
  }
}

/** A process id may be somebody else's by now: the phone's processes name its boot script or adbd's socket. */
function isPhones(pid: number, folder: string): boolean {
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  return words.some((word) => word.endsWith(`${folder}/boot.sh`) || word.endsWith(`${folder}/adbd.sock`))
}
