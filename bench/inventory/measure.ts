import {spawn} from 'node:child_process'

export interface Run {
  /** Seconds of CPU, user and system, with all children. */
  cpuS: number
  wallS: number
  stdout: string
}

/** Runs a program to its end and takes its times from bash's `time`, which counts children too. */
export async function run(argv: readonly string[], env: Record<string, string>): Promise<Run> {
  const script = 'TIMEFORMAT="%R %U %S"; time "$@"'
  const child = spawn('bash', ['-c', script, 'bash', ...argv], {
    env: {...process.env, ...env},
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 600_000,
  })
  const [stdout, stderr, code] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject)),
  ])
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}: ${stderr.slice(-500)}`)
  const [wallS = 0, userS = 0, systemS = 0] = stderr.trim().split('\n').at(-1)?.split(' ').map(Number) ?? []
  return {cpuS: userS + systemS, wallS, stdout}
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
