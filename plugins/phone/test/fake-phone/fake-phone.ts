import {createServer, type Socket} from 'node:net'
import {decoder, encode, type Message} from './message.ts'

export interface ShellAnswer {
  stdout?: string
  stderr?: string
  code?: number
}

export interface FakePhoneOptions {
  /** Loopback address; the port is chosen. */
  address: string
  /** `Fake Phone` when left out. */
  model?: string
  /** Never accepts the key of this machine. */
  authPending?: boolean
  /** What `root:` does: a text is answered and, if it says so, adbd restarts as root; `hang` never answers, `closed` refuses. */
  root?: {reply: string} | 'hang' | 'closed'
  /** After the restart it does not come back. */
  rootLost?: boolean
  /** Without it the phone has only `exec:` and `shell:`, as Android before 7. */
  shellV2?: boolean
  /** Answers a script; throwing drops the connection in the middle. */
  shell?: (script: string, stdin: string, phone: {uid: number}) => ShellAnswer | Promise<ShellAnswer>
  /** Accepts scripts and never answers them. */
  silent?: boolean
}

export interface FakePhone extends AsyncDisposable {
  serial: string
  scripts: string[]
  /** Drops its connections; afterwards it refuses new ones, or accepts them and never answers. */
  leave(how: 'gone' | 'mute'): Promise<void>
}

/** The device side of the adb protocol over TCP, for the faults that a real adbd cannot be made to show. */
export async function startFakePhone(options: FakePhoneOptions): Promise<FakePhone> {
  const state = {uid: 2000, lost: false, mute: false}
  const scripts: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    if (state.lost) return void socket.destroy()
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    if (!state.mute) serve(socket, options, state, scripts)
  })
  await new Promise<void>((resolve) => server.listen(0, options.address, resolve))
  const {port} = server.address() as {port: number}
  return {
    serial: `${options.address}:${port}`,
    scripts,
    async leave(how) {
      state.mute = true
      if (how === 'gone') server.close()
      for (const socket of sockets) socket.destroy()
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const version = 0x01000001
const largestPayload = 1 << 20
const authToken = 1

function serve(socket: Socket, options: FakePhoneOptions, state: {uid: number; lost: boolean}, scripts: string[]): void {
  const decode = decoder()
  const streams = new Map<number, Stream>()
  let next = 1
  const send = (command: Message['command'], arg0: number, arg1: number, payload: Buffer | string = '') =>
    socket.write(encode({command, arg0, arg1, payload: Buffer.from(payload)}))
  const open = (remote: number, service: string) => {
    const local = next++
    const stream: Stream = {
      local,
      remote,
      input: Buffer.alloc(0),
      write: (payload) => send('WRTE', local, remote, payload),
      close: () => {
        send('CLSE', local, remote)
        streams.delete(local)
      },
      onData: () => {},
    }
    if (service === 'root:') {
      if (options.root === 'closed' || options.root === undefined) return void send('CLSE', 0, remote)
      send('OKAY', local, remote)
      streams.set(local, stream)
      if (options.root === 'hang') return
      stream.write(options.root.reply)
      stream.close()
      if (/restarting/.test(options.root.reply)) {
        state.uid = 0
        state.lost = options.rootLost === true
        setTimeout(() => socket.destroy(), 20)
      }
      return
    }
    const v2 = /^shell,v2[^:]*:([\s\S]*)$/.exec(service)
    if (v2 === null && service !== 'exec:sh') return void send('CLSE', 0, remote)
    send('OKAY', local, remote)
    streams.set(local, stream)
    if (options.silent) return
    const answer = async (script: string, stdin: string) => {
      scripts.push(script)
      if (script === 'id -u') return {stdout: `${state.uid}\n`}
      return (await options.shell?.(script, stdin, state)) ?? {}
    }
    const drop = () => void socket.destroy()
    if (v2 !== null) shellV2(stream, v2[1] ?? '', answer, drop)
    else shellV1(stream, answer, drop)
  }
  socket.on('data', (chunk) => {
    for (const {command, arg0, arg1, payload} of decode(chunk)) {
      const stream = streams.get(arg1)
      if (command === 'CNXN') {
        if (options.authPending) send('AUTH', authToken, 0, Buffer.alloc(20, 7))
        else
          send(
            'CNXN',
            version,
            largestPayload,
            `device::ro.product.name=fake;ro.product.model=${options.model ?? 'Fake Phone'};ro.product.device=fake;features=${options.shellV2 === false ? 'cmd' : 'shell_v2,cmd'}`,
          )
      } else if (command === 'AUTH') send('AUTH', authToken, 0, Buffer.alloc(20, 7))
      else if (command === 'OPEN') open(arg0, payload.toString('utf8').replace(/\0$/, ''))
      else if (command === 'WRTE' && stream !== undefined) {
        send('OKAY', stream.local, stream.remote)
        stream.onData(payload)
      } else if (command === 'CLSE') streams.delete(arg1)
    }
  })
}

interface Stream {
  local: number
  remote: number
  input: Buffer
  write(payload: Buffer | string): void
  close(): void
  onData(payload: Buffer): void
}

type Answer = (script: string, stdin: string) => Promise<ShellAnswer>

/** Frames are an id (0 in, 1 out, 2 err, 3 exit, 4 end of input) and a length of 32 bits. */
function shellV2(stream: Stream, script: string, answer: Answer, drop: () => void): void {
  const frame = (id: number, data: Buffer | string) => {
    const bytes = Buffer.from(data)
    const head = Buffer.alloc(5)
    head.writeUInt8(id, 0)
    head.writeUInt32LE(bytes.length, 1)
    return Buffer.concat([head, bytes])
  }
  let stdin = ''
  stream.onData = (payload) => {
    stream.input = Buffer.concat([stream.input, payload])
    while (stream.input.length >= 5 && stream.input.length >= 5 + stream.input.readUInt32LE(1)) {
      const end = 5 + stream.input.readUInt32LE(1)
      const id = stream.input.readUInt8(0)
      if (id === 0) stdin += stream.input.subarray(5, end).toString('utf8')
      stream.input = stream.input.subarray(end)
      if (id !== 4) continue
      answer(script, stdin).then(({stdout = '', stderr = '', code = 0}) => {
        stream.write(Buffer.concat([frame(1, stdout), ...(stderr === '' ? [] : [frame(2, stderr)]), frame(3, Buffer.from([code]))]))
        stream.close()
      }, drop)
    }
  }
}

/** A shell that reads its commands from the stream: the script and its data are separated as ops writes them. */
function shellV1(stream: Stream, answer: Answer, drop: () => void): void {
  let text = ''
  stream.onData = (payload) => {
    text += payload.toString('utf8')
    if (!text.endsWith('\nexit\n')) return
    const match = /^\(\n([\s\S]*)\n\) 2>&1 <<'(ops-\w+)'\n([\s\S]*)\2\necho "\2:\$\?"\nexit\n$/.exec(text)
    if (match === null) return drop()
    answer(match[1] ?? '', match[3] ?? '').then(({stdout = '', stderr = '', code = 0}) => {
      stream.write(`${stdout}${stderr}${match[2]}:${code}\n`)
      stream.close()
    }, drop)
  }
}
