import {join} from 'node:path'
import {runOps} from '../cli/run-ops.ts'
import {fixtures, readNdjson, writeNdjson} from './files.ts'

/** What the old version answered to a command. */
export interface Answer {
  /** In it `{{folder}}` is where the test has put the fixture. */
  args: string[]
  code: number | null
  result: unknown
}

const fill = (text: string, folder: string) => text.replaceAll('{{folder}}', () => folder)

/** Asks a command with `--json`; paths below the folder are left open in what it returns. */
export async function ask(args: readonly string[], folder: string, env: Record<string, string> = {}): Promise<Answer> {
  const {code, stdout, stderr} = await runOps([...args.map((arg) => fill(arg, folder)), '--json'], {env})
  if (!stdout.startsWith('{')) throw new Error(`ops ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`)
  const {result} = JSON.parse(stdout.replaceAll(folder, '{{folder}}')) as {result?: {time?: number}}
  // When mirror data were read: now.
  if (result !== undefined) delete result.time
  return {args: [...args], code, result: result ?? null}
}

export async function keepAnswers(
  file: string,
  folder: string,
  commands: readonly string[][],
  env: Record<string, string> = {},
): Promise<void> {
  const answers: Answer[] = []
  for (const args of commands) answers.push(await ask(args, folder, env))
  writeNdjson(join(fixtures, file), answers)
}

export function readAnswers(file: string): Answer[] {
  return readNdjson(join(fixtures, file))
}
