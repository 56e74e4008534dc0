import {spawn} from 'node:child_process'
import {imageErrors} from '../errors/image-errors.ts'

export interface RunningMachine extends AsyncDisposable {
  pid: number
  /** Types on the serial console. */
  type(text: string): void
  /** How it ended, as text. */
  ended: Promise<string>
}

/** Milliseconds between SIGTERM and SIGKILL. */
const graceMs = 3000

/** Starts QEMU with its serial console on stdio; disposing ends the process. */
export async function runMachine(argv: readonly string[], onLine: (line: string) => void): Promise<RunningMachine> {
  const [program = '', ...args] = argv
  const emulator = argv.find((one) => one.startsWith('qemu-system-')) ?? program
  const child = spawn(program, args, {stdio: ['pipe', 'pipe', 'pipe']})
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-2000)))
  child.stdin.on('error', () => {})
  // A prompt has no line end: text without one is read as a line after `promptMs`.
  let rest = ''
  let timer: NodeJS.Timeout | undefined
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    clearTimeout(timer)
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
    if (rest !== '') timer = setTimeout(() => onLine(rest), promptMs)
  })
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) =>
      resolve(signal ?? (code === 0 ? 'the machine powered off' : `QEMU ended with ${code}: ${complaint.trim()}`)),
    )
    child.once('error', (error) => resolve(error.message))
  })
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (cause) =>
      reject(imageErrors.BOOT_TOOL_MISSING({cause}, emulator, 'test boots', `sudo apt-get install -y ${packageOf(emulator)}`)),
    )
  })
  return {
    pid: child.pid ?? 0,
    type: (text) => void child.stdin.write(text),
    ended,
    async [Symbol.asyncDispose]() {
      clearTimeout(timer)
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), graceMs)
      await ended
      clearTimeout(late)
    },
  }
}

/** Milliseconds after which text without a line end is read as a prompt. */
const promptMs = 300

function packageOf(program: string): string {
  return (
    {
      'qemu-system-ppc64': 'qemu-system-ppc',
      'qemu-system-x86_64': 'qemu-system-x86 ipxe-qemu ovmf',
      'qemu-system-aarch64': 'qemu-system-arm u-boot-qemu qemu-efi-aarch64',
    }[program] ?? program
  )
}
