import {errorTable} from '../errors/index.ts'

const tailOf = (tail: readonly string[]) => (tail.length === 0 ? 'It printed nothing.' : `Its last lines: ${tail.join(' | ')}`)

export const errors = errorTable({
  PROCESS_CHILD_NOT_READY: {
    message: (program: string, why: string, tail: readonly string[]) => `${program} did not become ready: ${why}. ${tailOf(tail)}`,
    hint: (program) => `correct what ${program} complains of, then run the command again`,
    exit: 'internal',
    meaning: 'A program that ops started ended, or did not serve in time. It was stopped; its last lines of output are in the message.',
  },
  PROCESS_GAVE_UP: {
    message: (program: string, times: number, how: string, tail: readonly string[]) =>
      `${program} ended by itself (${how}) and was restarted ${times} times. ops gives up. ${tailOf(tail)}`,
    hint: (program) => `correct what ${program} complains of, then run the command again`,
    exit: 'internal',
    meaning: 'A program that ops keeps running ended each time soon after it was started. It does not run any more.',
  },
  PROCESS_NOT_STARTED: {
    message: (program: string, why: string) => `${program} could not be started: ${why}.`,
    hint: () => 'ops doctor',
    exit: 'internal',
    meaning: 'The program is not installed, or this user may not run it. It did nothing.',
  },
  PROCESS_NOT_READY: {
    message: (name: string, why: string, line: string, _logFile: string) =>
      `${name} did not become ready: ${why}. ${line === '' ? 'Its log is empty' : `The last line of its log: ${line}`}.`,
    hint: (_name, _why, _line, logFile) => `cat ${logFile}`,
    exit: 'internal',
    meaning: 'A background process ended, or did not serve in time. The last line of its log is in the message.',
  },
  PROCESS_STUCK: {
    message: (pid: number) => `Process ${pid} did not end after SIGTERM and SIGKILL.`,
    hint: (pid) => `cat /proc/${pid}/wchan; cat /proc/${pid}/status`,
    exit: 'internal',
    meaning: 'The process is stuck in the kernel, for example on a disk or network file system that does not answer. It is still there.',
  },
})
