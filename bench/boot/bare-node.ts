// A minimal server on node:dgram: no checks, no timers, one file; for clean links only.
// bare-node.ts FILE ADDRESS PORT
import {createSocket} from 'node:dgram'
import {readFileSync} from 'node:fs'

const [path = '', address = '', port] = process.argv.slice(2)
const file = readFileSync(path)

const listener = createSocket('udp4')
listener.on('message', (request, client) => {
  const words = request.toString('latin1', 2).split('\0')
  if (!path.endsWith(`/${words[0]}`)) {
    listener.send('\0\x05\0\x01no such file\0', client.port, client.address)
    return
  }
  const option = (name: string, unless: number) => (words.includes(name) ? Number(words[words.indexOf(name) + 1]) : unless)
  const blksize = option('blksize', 512)
  const windowsize = option('windowsize', 1)
  const last = Math.floor(file.length / blksize) + 1
  const packet = Buffer.alloc(blksize + 4)
  packet[1] = 3
  let base = 0
  const socket = createSocket('udp4')
  socket.on('error', () => {})
  socket.on('message', (ack) => {
    const block = base + (((((ack[2] ?? 0) << 8) | (ack[3] ?? 0)) - base + 0x10000) % 0x10000)
    if (ack[1] !== 4 || block > base + windowsize || (block === base && base > 0)) return
    base = block
    if (base === last) socket.close()
    else for (let next = base + 1; next <= Math.min(base + windowsize, last); next++) send(next)
  })
  const send = (block: number) => {
    const length = file.copy(packet, 4, (block - 1) * blksize, Math.min(block * blksize, file.length))
    packet.writeUInt16BE(block & 0xffff, 2)
    socket.send(packet, 0, length + 4)
  }
  socket.bind(0, address, () =>
    socket.connect(client.port, client.address, () => {
      const accepted = words.slice(2).join('\0')
      socket.send(Buffer.from(`\0\x06${accepted}`, 'latin1'))
    }),
  )
})
listener.bind(Number(port), address)
process.on('SIGTERM', () => process.exit(0))
