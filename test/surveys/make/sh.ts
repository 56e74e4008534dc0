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
  const loop = `for i in $(seq ${Math.ceil(limitMs / 1000)}); do if { ${text}; } >/dev/null 2>&1; then exit 0; fi; sleep 1; done; exit 1`
  await sh(machine, 'root', loop, limitMs * 4)
}

/** Waits until the machine has started everything and has been without jobs for a while. */
export async function untilIdle(machine: StartedMachine, limitMs: number): Promise<void> {
  const quiet = '[ -z "$(systemctl list-jobs --no-legend)" ]'
  await untilTrue(machine, `systemctl is-system-running --wait | grep -qE "running|degraded" && ${quiet} && sleep 20 && ${quiet}`, limitMs)
  await delay(2000)
}
