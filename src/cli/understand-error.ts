import {getSystemErrorMessage} from 'node:util'
import {asOpsError, errorTable, OpsError} from '../errors/index.ts'
import {formatHostPort} from '../net/host-port.ts'
import {errorMessage} from '../text/index.ts'
import {type Caller, writeCrashReport} from './crash-report.ts'
import {usageError} from './usage-error.ts'

const errors = errorTable({
  CLI_SYSTEM_REFUSED: {
    message: (act: string, why: string, _next: string) => `The system refused to ${act}: ${why}.`,
    hint: (_act, _why, next) => next,
    hintNote: 'correct the permissions, free space, or choose another folder, address or port, as the hint says',
    exit: 'refused',
    meaning: 'The operating system did not allow an access that the command needs. What the command had begun is in the journal.',
  },
  CLI_PATH_WRONG: {
    message: (act: string, why: string, _next: string) => `ops could not ${act}: ${why}.`,
    hint: (_act, _why, next) => next,
    hintNote: 'correct the path that the sentence names',
    exit: 'usage',
    meaning:
      'A path that was given does not lead to what the command needs: it is missing, or a folder where a file is expected, or the reverse.',
  },
})

/**
 * Any thrown value as the error that the user of a command reads: a mistake on the command line (exit 64), what the system refused
 * (exit 5 or 64), or a bug of ops (exit 1), whose stack is then in a file.
 */
export function understandError(thrown: unknown, caller: Caller): OpsError {
  if (thrown instanceof OpsError) return thrown
  return usageError(thrown, caller.command) ?? systemError(thrown) ?? crash(thrown, caller)
}

const verbs: Record<string, string> = {
  mkdir: 'make the folder',
  scandir: 'read the folder',
  open: 'open',
  unlink: 'delete',
  write: 'write to',
  listen: 'listen on',
  bind: 'listen on',
  rmdir: 'delete the folder',
}
const refused: Record<string, string> = {
  EACCES: 'correct its permissions, or run the command as a user who may (sudo)',
  EPERM: 'correct its permissions, or run the command as a user who may (sudo)',
  EROFS: 'choose a folder on a file system that can be written (OPS_STATE_DIR, HOME or the flag that names it)',
  ENOSPC: 'free space on that file system, then run the command again',
  EDQUOT: 'free space on that file system, then run the command again',
  EMFILE: 'raise the limit of open files (ulimit -n), then run the command again',
  EADDRINUSE: 'choose another address or port, or end the program that listens there (ss -tulpn)',
  EADDRNOTAVAIL: 'choose an address of this machine (ip address)',
}
const wrongPath: Record<string, string> = {
  ENOENT: 'correct the path, or make the folder that it names',
  ENOTDIR: 'correct the path: a part of it is a file, not a folder',
  EISDIR: 'name a file, not a folder',
  ELOOP: 'correct the path: its symbolic links lead in a circle',
  ENAMETOOLONG: 'choose a shorter path',
}

/** An error of the operating system that no command expected; undefined for everything else. */
function systemError(thrown: unknown): OpsError | undefined {
  if (!(thrown instanceof Error)) return undefined
  const {code = '', syscall, path, errno, address, port} = thrown as NodeJS.ErrnoException & {address?: string; port?: number}
  const next = nextStep(code, syscall, path)
  if (syscall === undefined || next === undefined) return undefined
  const what = path ?? (address === undefined ? undefined : port === undefined ? address : formatHostPort(address, port))
  const act = [verbs[syscall] ?? syscall, what].filter((part) => part !== undefined).join(' ')
  const why = errno === undefined ? errorMessage(thrown) : `${getSystemErrorMessage(errno)} (${code})`
  return (code in refused || syscall === 'mkdir' ? errors.CLI_SYSTEM_REFUSED : errors.CLI_PATH_WRONG)({cause: thrown}, act, why, next)
}

function nextStep(code: string, syscall: string | undefined, path: string | undefined): string | undefined {
  if (path?.startsWith('/proc/') === true && syscall !== 'mkdir') return 'mount -t proc proc /proc'
  const known = refused[code] ?? wrongPath[code]
  if (syscall !== 'mkdir' || code in refused) return known
  return 'choose another folder (OPS_STATE_DIR for the state of ops, or the flag that names it), or make this one possible'
}

/** What is left is a bug of ops. */
function crash(thrown: unknown, caller: Caller): OpsError {
  const report = writeCrashReport(thrown, caller)
  return new OpsError('INTERNAL', `${caller.command} failed because of a bug in ops: ${errorMessage(asOpsError(thrown))}.`, 'internal', {
    cause: thrown,
    hint: `report the bug with ${report}; ops runs list --unknown shows what was left open`,
  })
}
