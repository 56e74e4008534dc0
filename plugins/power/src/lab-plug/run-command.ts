import {spawn} from 'node:child_process'

/** Exit code of a command of an outlet; null when it could not be started or a signal ended it. */
export async function run([command = '', ...args]: readonly string[]): Promise<number | null> {
  // Whoever started the plug reads its standard output.
  const child = spawn(command, args, {stdio: ['ignore', process.stderr, 'inherit']})
  return new Promise((done) => child.on('error', () => done(null)).on('close', (code) => done(code)))
}
