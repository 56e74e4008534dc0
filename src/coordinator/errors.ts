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
    meaning:
      'Another run is working on this machine or outlet, so the command did nothing to it. The lease ends with that run, or by itself when its process is gone.',
  },
  LEASE_LOST: {
    message: (names: readonly string[], why: string) => `The lease on ${names.join(', ')} was lost: ${why}.`,
    hint: () => 'ops runs list --unknown',
    exit: 'refused',
    meaning:
      'This run no longer has the sole right to act on the machine, because it could not renew its lease in time. It stopped at once; acts without an outcome are unknown.',
  },
  LEASE_TOO_SHORT: {
    message: (names: readonly string[], marginMs: number, ttlMs: number) =>
      `The lease on ${names.join(', ')} lasts ${ttlMs} ms, too short for an act of ${marginMs} ms.`,
    exit: 'internal',
    meaning: 'A mistake in ops: it asked for a lease that is shorter than the act that it protects. The act was not done.',
  },
  JOURNAL_UNWRITABLE: {
    message: (where: string, why: string) => `The journal ${where} cannot be written: ${why}. ops begins no act without it.`,
    hint: () => 'free disk space or correct the permissions of that folder, or set OPS_STATE_DIR',
    exit: 'refused',
    meaning:
      'ops writes each act to the journal before it does it. No act was begun that the journal does not list; an act whose outcome could not be written reads as unknown.',
  },
  JOURNAL_BUSY: {
    message: (where: string, seconds: number) => `The journal ${where} was locked by another process for ${seconds} s.`,
    hint: () => 'find a stopped ops process (state T) with ps -C node -o pid,stat,args; continue it with kill -CONT PID, or end it',
    exit: 'refused',
    meaning:
      'Another ops process kept the journal locked; usually it was stopped with Ctrl-Z. The act that was to be written was not done.',
  },
  JOURNAL_BROKEN: {
    message: (where: string, why: string) => `The journal ${where} is damaged: ${why}.`,
    hint: (where) =>
      `move ${where} with its -wal and -shm to another folder; ops then begins a new journal, and forgets the ids of outlets, wiring that was proven or shown to be wrong, and maintenance`,
    exit: 'refused',
    meaning:
      'SQLite reports that the file is damaged, or it is not a journal. Nothing was changed; the machines themselves are not affected. In a new journal each outlet is seen for the first time, so check the wiring of machines that ops had refused to cut, and say again which ones are in maintenance.',
  },
  JOURNAL_CHANGED: {
    message: (seq: number, why: string) => `Entry ${seq} of the journal was changed from outside: ${why}.`,
    hint: () => 'copy the journal file, and do not rely on entries from that one on; ops runs list shows the runs',
    exit: 'refused',
    meaning: 'The hash of an entry does not match, so something other than ops edited the file. Entries before it are what ops wrote.',
  },
  JOURNAL_FACT_CHANGED: {
    message: (kind: string, subject: string, expectedEntry: number, foundEntry: number) =>
      `What the journal has of ${subject} (${kind}) changed while the command ran: ${foundEntry === 0 ? 'it was forgotten' : `entry ${foundEntry} set it`}, and the command knew ${expectedEntry === 0 ? 'no value' : `that of entry ${expectedEntry}`}.`,
    hint: () => 'repeat the command',
    exit: 'refused',
    meaning: 'Another ops process changed what this command was about to change. Nothing was written; what the other process wrote stays.',
  },
  JOURNAL_TOO_NEW: {
    message: (where: string, found: number, known: number) =>
      `The journal ${where} has format ${found}; this version of ops reads formats up to ${known}.`,
    hint: () => 'update ops on this machine',
    exit: 'refused',
    meaning: 'A newer version of ops wrote the journal. This version did not change it.',
  },
})
