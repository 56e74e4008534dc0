// The most that node:http can do on one process: one fixed body of argv[3] bytes, on a free port of argv[2], which is printed.
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'

const [, , host = '127.0.0.1', size = '0'] = process.argv
const body = Buffer.alloc(Number(size), 'x')
const headers = {'Content-Type': 'text/plain', 'Content-Length': body.length}
const server = createServer((_request, response) => {
  response.writeHead(200, headers)
  response.end(body)
})
server.listen(0, host, () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
