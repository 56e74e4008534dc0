import {errorTable} from '../errors/index.ts'

export const errors = errorTable({
  DAEMON_LISTEN_FAILED: {
    message: (name: string, address: string, why: string) => `${name} cannot listen on ${address}: ${why}.`,
    hint: (_name, address) => `find the process that holds ${address} with ss -lntup and end it, or choose another address`,
    exit: 'refused',
    meaning: 'The address is in use, or this user may not use it. The server ended; listeners that had started were closed.',
  },
  DAEMON_NOTIFY_FAILED: {
    message: (why: string) => `NOTIFY_SOCKET is set, but systemd-notify failed to send the message: ${why}.`,
    hint: () => 'set NotifyAccess=all in the unit and install systemd-notify, or use Type=exec',
    exit: 'refused',
    meaning:
      'systemd waits for a message that the server is ready, and the server could not send it. The server ended, because systemd would stop it later.',
  },
})
