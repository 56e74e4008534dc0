import {createInterface} from 'node:readline/promises'

/** Asks on stderr, so that stdout keeps the result alone; undefined without a terminal on both sides. */
export function terminalAsker(signal: AbortSignal): ((question: string) => Promise<string>) | undefined {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined
  return async (question) => {
    const reader = createInterface({input: process.stdin, output: process.stderr})
    try {
      return await reader.question(question, {signal})
    } finally {
      reader.close()
    }
  }
}
