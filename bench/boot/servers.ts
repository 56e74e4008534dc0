import {execFileSync, spawn} from 'node:child_process'
import {existsSync, mkdtempSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {answers, freeUdpPort} from '../../plugins/boot/test/service/start-tftpd-hpa.ts'

export interface BenchServer {
  name: string
  address: string
  port: number
  pid: number
}

/** Starts each server on its own address. */
export async function startServers(root: string): Promise<{list: BenchServer[]} & AsyncDisposable> {
  const list: BenchServer[] = []
  const stack = new AsyncDisposableStack()
  for (const [at, {name, argv, fixedPort}] of programs(root).entries()) {
    const address = `127.30.3.${at + 1}`
    const port = fixedPort ?? (await freeUdpPort(address))
    const [program = '', ...args] = argv(address, port)
    const child = spawn(program, args, {stdio: ['ignore', 'ignore', 'inherit']})
    stack.defer(async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once('exit', resolve))
    })
    await answers(address, port, child)
    list.push({name, address, port, pid: child.pid ?? 0})
  }
  return {list, [Symbol.asyncDispose]: () => stack.disposeAsync()}
}

interface Program {
  name: string
  /** dnsmasq supports only port 69. */
  fixedPort?: number
  argv(address: string, port: number): string[]
}

function programs(root: string): Program[] {
  const run = join(import.meta.dirname, '../../bin/run.js')
  const state = mkdtempSync(join(tmpdir(), 'ops-bench-state-'))
  const limits = ['--max-client-transfers', '4096', '--max-client-rate', '100000']
  return [
    {
      name: 'ops',
      argv: (address, port) => [
        process.execPath,
        run,
        'boot',
        'serve',
        '--root',
        root,
        '--listen',
        address,
        '--tftp-port',
        `${port}`,
        '--no-http',
        '--control',
        join(state, 's'),
        ...limits,
        '--json',
      ],
    },
    {
      name: 'bare dgram',
      argv: (address, port) => [process.execPath, join(import.meta.dirname, 'bare-node.ts'), join(root, 'single'), address, `${port}`],
    },
    {
      name: 'tftpd-hpa',
      argv: (address, port) => [
        '/usr/sbin/in.tftpd',
        '--listen',
        '--foreground',
        '--user',
        'root',
        '--address',
        `${address}:${port}`,
        '--secure',
        root,
      ],
    },
    {
      name: 'dnsmasq',
      fixedPort: 69,
      argv: (address) => [
        '/usr/sbin/dnsmasq',
        '--keep-in-foreground',
        '--conf-file=/dev/null',
        '--port=0',
        '--enable-tftp',
        `--tftp-root=${root}`,
        `--listen-address=${address}`,
        '--bind-interfaces',
        '--tftp-max=1000',
        '--user=root',
        '--log-facility=/dev/null',
      ],
    },
    {
      name: 'atftpd',
      argv: (address, port) => [
        atftpd(),
        '--daemon',
        '--no-fork',
        '--bind-address',
        address,
        '--port',
        `${port}`,
        '--maxthread',
        '1000',
        '--user',
        'root.root',
        '--logfile',
        '/dev/null',
        root,
      ],
    },
  ]
}

/** Path of atftpd; its package conflicts with tftpd-hpa, so it is unpacked and not installed. */
function atftpd(): string {
  const folder = join(tmpdir(), 'ops-bench-atftpd')
  const program = join(folder, 'usr/sbin/atftpd')
  if (existsSync(program)) return program
  execFileSync('sh', ['-c', 'mkdir -p "$1" && cd "$1" && apt-get download -q atftpd && dpkg -x atftpd_*.deb .', 'sh', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return program
}
