import {errorTable} from '../errors/index.ts'

const showRun = (holder: string) => `ops runs show ${holder}`

export interface LeaseHolder {
  name: string
  holder: string
  actor: string
  mode: 'shared' | 'exclusive'
  /** Milliseconds until it expires, unless it is renewed. */
  remainingMs: number
}

export const errors = errorTable({
  LEASE_HELD: {
    message: ({name, holder, actor, mode, remainingMs}: LeaseHolder) =>
      `${name} is held (${mode}) by run ${holder} of ${actor}; the lease expires in ${Math.ceil(remainingMs / 1000)} s unless it is renewed.`,
    hint: ({holder}) => showRun(holder),
    exit: 'refused',
  },
  LEASE_LOST: {
    message: (names: readonly string[], why: string) => `The lease on ${names.join(', ')} was lost: ${why}.`,
    hint: () => 'ops runs list --unknown',
    exit: 'refused',
  },
  LEASE_TOO_SHORT: {
    message: (names: readonly string[], marginMs: number, ttlMs: number) =>
      `The lease on ${names.join(', ')} lasts ${ttlMs} ms, too short for an act of ${marginMs} ms.`,
    exit: 'internal',
  },
  JOURNAL_UNWRITABLE: {
    message: (where: string, why: string) => `The journal ${where} cannot be written: ${why}. Nothing was changed.`,
    hint: () => 'free disk space or correct the permissions of that folder, or set OPS_STATE_DIR',
    exit: 'refused',
  },
  JOURNAL_BUSY: {
    message: (where: string, seconds: number) => `The journal ${where} was locked by another process for ${seconds} s.`,
    hint: () => 'find a stopped ops process with ps -C node -o pid,stat,args; continue or end it',
    exit: 'refused',
  },
  JOURNAL_BROKEN: {
    message: (where: string, why: string) => `The journal ${where} is damaged: ${why}.`,
    hint: (where) => `copy ${where}, then move it (with its -wal and -shm) to another folder`,
    exit: 'refused',
  },
  JOURNAL_CHANGED: {
    message: (seq: number, why: string) => `Entry ${seq} of the journal was changed from outside: ${why}.`,
    hint: () => 'copy the file and do not trust entries from that one on; ops runs list shows the runs',
    exit: 'refused',
  },
  JOURNAL_TOO_NEW: {
    message: (where: string, found: number, known: number) =>
      `The journal ${where} has format ${found}; this version of ops reads formats up to ${known}.`,
    hint: () => 'update ops on this machine',
    exit: 'refused',
  },
})
