import {execFile} from 'node:child_process'
import {promisify} from 'node:util'

const promised = promisify(execFile)

/** Runs a program to its end, at most a minute; a failure shows what it printed. */
export async function run(program: string, args: readonly string[], cwd?: string): Promise<string> {
  try {
    const {stdout, stderr} = await promised(program, args, {timeout: 60_000, maxBuffer: 1 << 24, ...(cwd === undefined ? {} : {cwd})})
    return stdout + stderr
  } catch (error) {
    const {message, stdout = '', stderr = ''} = error as Error & {stdout?: string; stderr?: string}
    throw new Error(`${message}\n${stdout}\n${stderr}`)
  }
}
