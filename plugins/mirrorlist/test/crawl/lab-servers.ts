import {type ChildProcess, execFileSync, spawn} from 'node:child_process'
import {mkdirSync, writeFileSync} from 'node:fs'
import {connect, createServer, type Socket} from 'node:net'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'

export interface Site {
  address: string
  root: string
  /** Also on 443, with the lab's certificate. */
  tls?: boolean
  /** More lines for its server block. */
  extra?: string
}

/** One nginx for several mirrors, each on an address of its own, ended with its workers. */
export async function nginx(folder: string, sites: readonly Site[], certificate: {cert: string; key: string}): Promise<AsyncDisposable> {
  mkdirSync(join(folder, 'tmp'), {recursive: true})
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/tmp/${name};`)
  const servers = sites.map(
    ({address, root, tls = false, extra = ''}) => `server {
      listen ${address}:80;
      ${tls ? `listen ${address}:443 ssl; ssl_certificate ${certificate.cert}; ssl_certificate_key ${certificate.key};` : ''}
      root ${root};
      ${extra}
    }`,
  )
  const config = join(folder, 'nginx.conf')
  writeFileSync(
    config,
    `user root; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
     events { worker_connections 256; }
     http { access_log ${folder}/access.log; ${temporary.join(' ')} ${servers.join('\n')} }`,
  )
  const child = spawn('/usr/sbin/nginx', ['-p', folder, '-c', config, '-e', `${folder}/error.log`, '-g', 'daemon off;'], {stdio: 'ignore'})
  await listening(sites[0]?.address ?? '', 80)
  return ender(child)
}

/** An rsync daemon on a port of one loopback address, with one module, `pub`. */
export async function rsyncDaemon(folder: string, address: string, port: number, path: string): Promise<AsyncDisposable> {
  const config = join(folder, 'rsyncd.conf')
  writeFileSync(config, `use chroot = no\nuid = 0\ngid = 0\npid file = ${folder}/rsyncd.pid\n[pub]\npath = ${path}\nread only = yes\n`)
  const child = spawn('rsync', ['--daemon', '--no-detach', `--address=${address}`, `--port=${port}`, `--config=${config}`], {
    stdio: 'ignore',
  })
  await listening(address, port)
  return ender(child)
}

/** Takes connections and says what `does` says: nothing, or a byte now and then. */
export async function oddServer(address: string, does: (socket: Socket) => void): Promise<AsyncDisposable> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    does(socket)
  })
  await new Promise<void>((resolve) => server.listen(80, address, resolve))
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** An authority of our own, and a certificate of it for the addresses. */
export function certificates(folder: string, addresses: readonly string[]) {
  const at = (name: string) => join(folder, name)
  const openssl = (...argv: string[]) => execFileSync('openssl', argv, {stdio: 'pipe'})
  openssl(
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '30',
    '-subj',
    '/CN=Lab CA',
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
  )
  openssl(
    'req',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-subj',
    '/CN=mirror',
    '-keyout',
    at('server.key'),
    '-out',
    at('server.csr'),
  )
  writeFileSync(at('names'), `subjectAltName=${addresses.map((address) => `IP:${address}`).join(',')}`)
  openssl(
    'x509',
    '-req',
    '-in',
    at('server.csr'),
    '-CA',
    at('ca.pem'),
    '-CAkey',
    at('ca.key'),
    '-CAcreateserial',
    '-days',
    '9',
    '-extfile',
    at('names'),
    '-out',
    at('server.pem'),
  )
  return {ca: at('ca.pem'), cert: at('server.pem'), key: at('server.key')}
}

/** Milliseconds in which a server must listen, and a child must have ended. */
const limitMs = 10_000

async function listening(address: string, port: number): Promise<void> {
  for (const until = performance.now() + limitMs; ; await delay(20)) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, address, () => resolve(true)).on('error', () => resolve(false))
      socket.on('connect', () => socket.destroy())
    })
    if (open) return
    if (performance.now() > until) throw new Error(`nothing listens on ${address}:${port}`)
  }
}

function ender(child: ChildProcess): AsyncDisposable {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  return {
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await Promise.race([ended, delay(limitMs, undefined, {ref: false}).then(() => child.kill('SIGKILL'))])
    },
  }
}
