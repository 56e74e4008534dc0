import {consoleEvidence} from '../console/console-evidence.ts'
import {machineArgv, type QemuMachine} from '../qemu/machine-argv.ts'
import {runMachine} from '../qemu/run-machine.ts'
import type {Evidence, ReportEvidence} from '../timeline/evidence.ts'
import {type Timeline, timelineOf} from '../timeline/timeline.ts'
import type {OpenLan} from './test-lan.ts'

export interface TestBootRequest {
  firmware: QemuMachine['firmware']
  memoryMiB: number
  mac: string
  lan: OpenLan
  /** Stages to follow; the boot succeeds with the last one. */
  stages: readonly string[]
  timeoutMs: number
  /** Typed in order, each when the console shows its pattern (U-Boot's prompt). */
  typing?: readonly {when: RegExp; text: string}[]
  /** A key that is pressed again and again, from one pattern on the console to the other. */
  pressing?: {text: string; everyMs: number; from: RegExp; until: RegExp}
  onConsole?: (line: string) => void
  /** Open Firmware's boot-command. */
  bootCommand?: string
}

export interface TestBootOutcome {
  timeline: Timeline
  evidence: Evidence[]
  /** Of a simulated network. */
  frames?: {fromGuest: number; toGuest: number; lost: number}
  /** Milliseconds from the start of QEMU to its end. */
  tookMs: number
  console: string[]
}

const keptLines = 400
/** Output of firmware that has given up. U-Boot is missing, because commands are typed to its prompt. */
const gaveUp: Partial<Record<QemuMachine['firmware'], RegExp>> = {
  slof: /^Ready!\s*$/,
  ipxe: /^No bootable device\b/,
  // GRUB without a menu, or the shell that follows the last boot option.
  ovmf: /(?:grub|Shell)> /,
  aavmf: /(?:grub|Shell)> /,
}

/** Boots a machine with real firmware from a running boot server. */
export async function testBoot(request: TestBootRequest, signal: AbortSignal): Promise<TestBootOutcome> {
  const started = performance.now()
  const evidence: Evidence[] = []
  const lines: string[] = []
  const typing = [...(request.typing ?? [])]
  const finished = Promise.withResolvers<void>()
  const report: ReportEvidence = (one) => {
    evidence.push({...one, atMs: Math.round(performance.now() - started)})
    if (timelineOf(request.stages, evidence, false).verdict !== 'under way') finished.resolve()
  }
  const readLine = consoleEvidence(report)
  await using lan = await request.lan(report)
  let pressed: NodeJS.Timeout | undefined
  const press = (line: string) => {
    const {pressing} = request
    if (pressing?.until.test(line)) clearInterval(pressed)
    else if (pressing?.from.test(line)) pressed ??= setInterval(() => machine.type(pressing.text), pressing.everyMs)
  }
  await using _pressed = {[Symbol.asyncDispose]: async () => clearInterval(pressed)}
  const argv = machineArgv({
    firmware: request.firmware,
    memoryMiB: request.memoryMiB,
    mac: request.mac,
    netdev: lan.netdev,
    serial: 'stdio',
    ...(request.bootCommand === undefined ? {} : {bootCommand: request.bootCommand}),
  })
  await using machine = await runMachine([...lan.inside, ...argv], (line) => {
    if (lines.push(line) > keptLines) lines.shift()
    request.onConsole?.(line)
    press(line)
    const next = typing[0]
    if (next?.when.test(line)) {
      typing.shift()
      machine.type(next.text)
    }
    readLine(line)
    if (gaveUp[request.firmware]?.test(line)) finished.resolve()
  })
  report({witness: 'power', stage: 'power', state: 'ok', words: `QEMU runs as process ${machine.pid}`})
  await Promise.race([finished.promise, machine.ended, elapsed(request.timeoutMs, signal)])
  signal.throwIfAborted()
  return {
    timeline: timelineOf(request.stages, evidence, true),
    evidence,
    ...(lan.frames === undefined ? {} : {frames: lan.frames}),
    tookMs: Math.round(performance.now() - started),
    console: lines,
  }
}

async function elapsed(ms: number, signal: AbortSignal): Promise<void> {
  const {setTimeout: delay} = await import('node:timers/promises')
  await delay(ms, undefined, {signal, ref: false}).catch(() => {})
}
