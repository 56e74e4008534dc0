import {errorTable} from '../errors/index.ts'

const tailOf = (tail: readonly string[]) => (tail.length === 0 ? 'It printed nothing.' : `Its last lines: ${tail.join(' | ')}`)

export const errors = errorTable({
  PROCESS_CHILD_NOT_READY: {
    message: (program: string, why: string, tail: readonly string[]) => `${program} did not become ready: ${why}. ${tailOf(tail)}`,
    exit: 'internal',
  },
  PROCESS_GAVE_UP: {
    message: (program: string, times: number, how: string, tail: readonly string[]) =>
      `${program} ended by itself (${how}) and was restarted ${times} times. ops gives up. ${tailOf(tail)}`,
    exit: 'internal',
  },
  PROCESS_NOT_STARTED: {
    message: (program: string, why: string) => `${program} could not be started: ${why}.`,
    hint: () => 'ops doctor',
    exit: 'internal',
  },
  PROCESS_NOT_READY: {
    message: (name: string, why: string, line: string) =>
      `${name} did not become ready: ${why}. ${line === '' ? 'Its log is empty' : `The last line of its log: ${line}`}.`,
    exit: 'internal',
  },
  PROCESS_STUCK: {
    message: (pid: number) => `Process ${pid} did not end, not even by SIGKILL.`,
    hint: (pid) => `cat /proc/${pid}/wchan`,
    exit: 'internal',
  },
})
