import {spawn} from 'node:child_process'
import {join} from 'node:path'

export interface Fetch {
  address: string
  port: number
  name: string
  out: string
}

export interface TftpClient {
  name: string
  /** Debian package or other source. */
  program: string
  blksize: number
  argv(fetch: Fetch): string[]
}

const npmClient = join(import.meta.dirname, 'npm-tftp-get.ts')

/** Independent clients, each with its common options. */
export const tftpClients: readonly TftpClient[] = [
  {
    name: 'tftp-hpa',
    program: 'tftp',
    blksize: 512,
    argv: ({address, port, name, out}) => ['tftp', address, `${port}`, '-m', 'octet', '-c', 'get', name, out],
  },
  {name: 'atftp w1', program: 'atftp', blksize: 1428, argv: (fetch) => atftp(fetch, 1)},
  {name: 'atftp w8', program: 'atftp', blksize: 1428, argv: (fetch) => atftp(fetch, 8)},
  {
    name: 'curl',
    program: 'curl',
    blksize: 1428,
    argv: ({address, port, name, out}) => [
      'curl',
      '-sS',
      '--max-time',
      '100',
      '--tftp-blksize',
      '1428',
      '-o',
      out,
      `tftp://${address}:${port}/${name}`,
    ],
  },
  {
    name: 'curl, no options',
    program: 'curl',
    blksize: 512,
    argv: ({address, port, name, out}) => [
      'curl',
      '-sS',
      '--max-time',
      '100',
      '--tftp-no-options',
      '-o',
      out,
      `tftp://${address}:${port}/${name}`,
    ],
  },
  {
    name: 'busybox',
    program: 'busybox',
    blksize: 1428,
    argv: ({address, port, name, out}) => ['busybox', 'tftp', '-g', '-b', '1428', '-r', name, '-l', out, address, `${port}`],
  },
  {
    name: 'npm tftp',
    program: 'sh',
    blksize: 1428,
    argv: ({address, port, name, out}) => [process.execPath, npmClient, address, `${port}`, name, out],
  },
]

function atftp({address, port, name, out}: Fetch, window: number): string[] {
  const options = window === 1 ? [] : ['--option', `windowsize ${window}`]
  return ['atftp', '--option', 'blksize 1428', ...options, '-g', '-r', name, '-l', out, address, `${port}`]
}

/** Runs a client; returns its failure as text, or undefined when it succeeded. */
export function runClient(client: TftpClient, fetch: Fetch, timeoutMs: number): Promise<string | undefined> {
  const [program = '', ...args] = client.argv(fetch)
  return new Promise((resolve) => {
    const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'pipe']})
    let output = ''
    const hear = (bytes: Buffer) => {
      output = (output + bytes.toString()).slice(-300)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      const how = signal === null ? `exit ${code}` : `not done after ${timeoutMs / 1000} s`
      resolve(code === 0 ? undefined : `${how} ${output.trim().replaceAll(/\s+/g, ' ')}`.trim())
    })
  })
}
