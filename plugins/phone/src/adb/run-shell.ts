import {AdbShellProtocolProcessImpl, type AdbSocket} from '@yume-chan/adb'
import {randomBytes} from 'node:crypto'
import {once} from 'node:events'
import type {Socket} from 'node:net'
import type {ReadableStream} from '@yume-chan/stream-extra'
import type {ShellResult} from './phone-transport.ts'

/** Most bytes of output that are kept. A report is some KiB, so more means a fault. */
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
    // A script may end without reading its input; its exit code shows whether it failed.
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

/**
 * Text for any bytes: UTF-8, and a byte that is none becomes a lone surrogate (U+DC80 to U+DCFF), as in Python's
 * surrogateescape. So a foreign file, in any encoding, is written back unchanged.
 */
export function textOfBytes(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  if (!text.includes('\ufffd')) return text
  return bytes
    .toString('latin1')
    .replaceAll(sequences, (found) =>
      found.length === 1 ? String.fromCharCode(0xdc00 + found.charCodeAt(0)) : Buffer.from(found, 'latin1').toString('utf8'),
    )
}

export function bytesOfText(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text, 'utf8')
  const parts = text.split(/([\udc80-\udcff])/u)
  return Buffer.concat(parts.map((part, at) => (at % 2 === 0 ? Buffer.from(part, 'utf8') : Buffer.of(part.charCodeAt(0) & 0xff))))
}

/** Bytes from 0x80 on: sequences of UTF-8 (RFC 3629, section 4), else single ones. */
const sequences =
  /(?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})+|[\x80-\xff]/g
