import type {LabHosts} from './lab-hosts.ts'
import {commandText, type Cut, fillWith, type Recording, type Scripts, type Values} from './recording.ts'

/** Tries of a command that waits for criu; each waits up to two seconds by itself. */
const mostTries = 20

/** The process that a move is about, as it is on its source now: what the old version's survey would have found. */
export async function valuesOf(hosts: LabHosts, {source, workload}: Pick<Recording, 'source' | 'workload'>): Promise<Values> {
  const boot = await hosts.must(source, 'cat /proc/sys/kernel/random/boot_id')
  // Which of several moves is the latest one is told by when they were planned.
  const at = String(Date.now())
  if (workload !== 'counter') return {boot, at}
  const pid = await hosts.must(source, 'cat /run/counter.pid')
  const stat = await hosts.must(source, `cat /proc/${pid}/stat`)
  // proc_pid_stat(5): field 22 is the start; the command name (field 2) may hold spaces.
  const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  return {boot, at, pid, start}
}

/** Sends the hosts what the old version sent them up to a cut, byte for byte, and leaves them as it would have left them. */
export async function replay(hosts: LabHosts, scripts: Scripts, recording: Recording, cut: Cut, values: Values): Promise<void> {
  const fill = fillWith(values)
  const outputs = new Map<number, Buffer>()
  const {slow} = cut
  if (slow !== undefined) await hosts.must(slow.host, slowDown(slow.program))
  for (const [place, command] of recording.commands.slice(0, cut.commands).entries()) {
    const {host, input, awaits, code: wanted = 0} = command
    const stdin = input === undefined ? '' : 'text' in input ? fill(input.text) : outputs.get(input.outputOf)
    if (stdin === undefined) throw new Error(`command ${place} needs the output of one that comes later`)
    for (let tries = 1; ; tries++) {
      const {code, stdout, stderr} = await hosts.run(host, commandText(scripts, command, fill), stdin)
      if (code !== wanted) throw new Error(`command ${place} of ${cut.name} on ${host} ended with ${code}: ${stdout.toString()}${stderr}`)
      outputs.set(place, stdout)
      if (
        awaits === undefined ||
        stdout
          .toString()
          .split('\n')
          .some((line) => line.split(' ')[0] === awaits)
      )
        break
      if (tries === mostTries) throw new Error(`${awaits} did not come on ${host}: ${stdout.toString()}`)
    }
  }
}

const gate = '/run/upgrade-slow'

/** A program in front of the real one that waits while the gate is there, a minute at most. */
const slowDown = (program: string) =>
  `touch ${gate}; cat >/usr/local/sbin/${program} <<'END'
#!/bin/sh
for _ in $(seq 600); do test -e ${gate} || break; sleep 0.1; done
exec /usr/sbin/${program} "$@"
END
chmod 755 /usr/local/sbin/${program}`

export async function undoSlow(hosts: LabHosts, {slow}: Cut): Promise<void> {
  if (slow !== undefined) await hosts.must(slow.host, `rm -f ${gate} /usr/local/sbin/${slow.program}`)
}

/** Removes the records of a run from the hosts, so that the same recording can be sent once more. */
export async function forget(hosts: LabHosts, {run, source, destination}: Recording): Promise<void> {
  for (const host of [source, destination]) await hosts.must(host, `rm -rf /var/lib/ops/evacuate/${run}`)
}
