import {setTimeout as delay} from 'node:timers/promises'
import type {StartedMachine} from './start-machine.ts'

/** Runs shell text on a machine by a connection of its own, which is closed afterwards; returns what it prints. */
export async function sh(machine: StartedMachine, user: string, text: string, timeoutMs = 300_000): Promise<string> {
  await using transport = machine.connect(user)
  const {code, stdout, stderr} = await transport.exec(['sh', '-c', text], {timeoutMs})
  if (code !== 0) throw new Error(`on the machine, "${text}" of ${user} ended with ${code}: ${stderr}${stdout}`)
  return stdout
}

/** Repeats a shell test on the machine until it succeeds, with one connection. */
export async function untilTrue(machine: StartedMachine, text: string, limitMs: number): Promise<void> {
  await sh(machine, 'root', untilText(text, limitMs), limitMs * 4)
}

/** Shell text that repeats a test until it succeeds, and then ends. */
export function untilText(test: string, limitMs: number): string {
  return `for i in $(seq ${Math.ceil(limitMs / 1000)}); do if { ${test}; } >/dev/null 2>&1; then exit 0; fi; sleep 1; done; exit 1`
}

/** Waits until the machine has started everything and has been without jobs for a while. */
export async function untilIdle(machine: StartedMachine, limitMs: number): Promise<void> {
  // The manager of root stays, so that connections cost less; tmpfiles-clean would start a quarter of an hour after the boot.
  await sh(machine, 'root', 'loginctl enable-linger root; systemctl start systemd-tmpfiles-clean')
  const quiet = '[ -z "$(systemctl list-jobs --no-legend)" ]'
  await untilTrue(machine, `systemctl is-system-running --wait | grep -qE "running|degraded" && ${quiet} && sleep 20 && ${quiet}`, limitMs)
  await delay(2000)
}
