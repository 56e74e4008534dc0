import {AdbShellProtocolProcessImpl, type AdbSocket} from '@yume-chan/adb'
import {randomBytes} from 'node:crypto'
import {once} from 'node:events'
import type {Socket} from 'node:net'
import type {ReadableStream} from '@yume-chan/stream-extra'
import {bytesOfText, textOfBytes} from './byte-text.ts'
import type {ShellResult} from './phone-transport.ts'

/** Output of a script that is kept; a report is some KiB, so more means that something is wrong. */
const mostBytes = 4 * 1024 * 1024

/** Runs a script over the shell protocol (Android 7 and newer): separate streams, exit code, end of input. */
export async function runShellV2(socket: AdbSocket, stdin: string | undefined, signal: AbortSignal): Promise<ShellResult> {
  const process = new AdbShellProtocolProcessImpl(socket, signal)
  const feeding = feed(process, stdin)
  const [stdout, stderr, code] = await Promise.all([collect(process.stdout), collect(process.stderr), process.exited])
  await feeding
  await socket.close()
  return {code, stdout, stderr}
}

async function feed(process: AdbShellProtocolProcessImpl, stdin: string | undefined): Promise<void> {
  const writer = process.stdin.getWriter()
  try {
    if (stdin !== undefined && stdin !== '') await writer.write(bytesOfText(stdin))
    await writer.close()
  } catch {
    // A script may end without reading its input; its exit code says whether that mattered.
  }
}

async function collect(stream: ReadableStream<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    bytes += chunk.length
    if (bytes > mostBytes) throw new Error(`it printed more than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  return textOfBytes(Buffer.concat(chunks))
}

/**
 * The same over plain `exec:sh` for an adbd without the shell protocol: it knows neither exit codes nor the end of
 * input, so the script goes in through the shell's own input, its data as a here-document, and a nonce marks the code.
 */
export async function runShellV1(socket: Socket, script: string, stdin: string | undefined): Promise<ShellResult> {
  const nonce = `ops-${randomBytes(12).toString('hex')}`
  if (stdin?.includes('\0')) throw new Error("a NUL byte cannot pass through this phone's shell")
  const text = stdin ?? ''
  const padded = text.endsWith('\n') || text === '' ? text : `${text}\n`
  if (padded !== text) throw new Error("text without a last newline cannot pass through this phone's shell")
  socket.write(bytesOfText(`(\n${script}\n) 2>&1 <<'${nonce}'\n${padded}${nonce}\necho "${nonce}:$?"\nexit\n`))
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(socket, 'end')
  socket.destroy()
  const output = textOfBytes(Buffer.concat(chunks))
  const end = new RegExp(`${nonce}:(\\d+)\\r?\\n`).exec(output)
  if (end === null) throw new Error('the connection ended before the script did')
  return {code: Number(end[1]), stdout: output.slice(0, end.index), stderr: ''}
}
