import {errorTable} from '../errors/index.ts'

export const errors = errorTable({
  DAEMON_LISTEN_FAILED: {
    message: (name: string, address: string, why: string) => `${name} cannot listen on ${address}: ${why}.`,
    hint: (_name, address) => `ss -lntup, then end what holds ${address} or choose another address`,
    exit: 'refused',
  },
  DAEMON_NOTIFY_FAILED: {
    message: (why: string) => `NOTIFY_SOCKET is set, but systemd-notify did not take the message: ${why}.`,
    hint: () => 'set NotifyAccess=all in the unit and install systemd-notify, or use Type=exec',
    exit: 'refused',
  },
})
