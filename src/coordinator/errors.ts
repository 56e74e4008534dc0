import {errorTable} from '../errors/index.ts'

const showRun = (holder: string) => `ops runs show ${holder}`

export interface LeaseHolder {
  name: string
  holder: string
  actor: string
  mode: 'shared' | 'exclusive'
  /** Milliseconds until it ends unless it is renewed. */
  remainingMs: number
}

export const errors = errorTable({
  LEASE_HELD: {
    message: ({name, holder, actor, mode, remainingMs}: LeaseHolder) =>
      `${name} is held (${mode}) by run ${holder} of ${actor}, for ${Math.ceil(remainingMs / 1000)} s more unless it renews.`,
    hint: ({holder}) => showRun(holder),
    exit: 'refused',
  },
  LEASE_LOST: {
    message: (names: readonly string[], why: string) => `The lease on ${names.join(', ')} is lost: ${why}.`,
    hint: () => 'ops runs list --unknown',
    exit: 'refused',
  },
  LEASE_TOO_SHORT: {
    message: (names: readonly string[], marginMs: number, ttlMs: number) =>
      `An act of ${marginMs} ms cannot be covered by the lease on ${names.join(', ')}, which lasts ${ttlMs} ms.`,
    exit: 'internal',
  },
  JOURNAL_UNWRITABLE: {
    message: (where: string, why: string) => `The journal ${where} cannot be written, so nothing may be done: ${why}.`,
    hint: () => 'free space or mend the rights of that folder, or set OPS_STATE_DIR',
    exit: 'refused',
  },
  JOURNAL_BUSY: {
    message: (where: string, seconds: number) => `The journal ${where} was locked by another process for ${seconds} s.`,
    hint: () => 'find a stopped ops process (ps -C node -o pid,stat,args) and let it go on or end it',
    exit: 'refused',
  },
  JOURNAL_BROKEN: {
    message: (where: string, why: string) => `The journal ${where} is damaged: ${why}.`,
    hint: (where) => `keep a copy, then move ${where} (with its -wal and -shm) away`,
    exit: 'refused',
  },
  JOURNAL_CHANGED: {
    message: (seq: number, why: string) => `The journal was changed from outside at entry ${seq}: ${why}.`,
    hint: () => 'ops runs list, and trust nothing from that entry on; keep a copy of the file',
    exit: 'refused',
  },
  JOURNAL_TOO_NEW: {
    message: (where: string, found: number, known: number) =>
      `The journal ${where} has format ${found}; this ops knows formats up to ${known}.`,
    hint: () => 'update ops on this machine',
    exit: 'refused',
  },
})
