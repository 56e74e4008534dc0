import {readFileSync} from 'node:fs'

/** Ends the phone's processes; its namespaces, mounts and sshd end with the first of them. */
export function stopPhone({pids, folder = ''}: {pids: readonly number[]; folder?: string}): void {
  for (const pid of pids) {
    try {
      if (isPhones(pid, folder)) process.kill(pid, 'SIGKILL')
    } catch {
      // Gone already.
    }
  }
}

/** A process id may have been reused: the command lines of the phone's processes name its boot script or adbd's socket. */
function isPhones(pid: number, folder: string): boolean {
  const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  return args.some((arg) => arg.endsWith(`${folder}/boot.sh`) || arg.endsWith(`${folder}/adbd.sock`))
}
