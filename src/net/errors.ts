import {errorTable} from '../errors/index.ts'

export const errors = errorTable({
  NET_LISTEN_INVALID: {
    message: (text: string, withSocket: boolean) =>
      `"${text}" is not an address to listen on. Expected HOST:PORT, [IPV6]:PORT or :PORT (loopback)${withSocket ? ', or the path of a unix socket' : ''}.`,
    hint: () => 'write e.g. 127.0.0.1:8080; *:8080 listens on all addresses',
    exit: 'usage',
  },
})
