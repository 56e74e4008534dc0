/** Ends the phone's processes; its namespaces, mounts and sshd go with the first of them. */
export function stopPhone({pids}: {pids: readonly number[]}): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // Gone already.
    }
  }
}
