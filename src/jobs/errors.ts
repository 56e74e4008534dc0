import {errorTable} from '../errors/index.ts'

export const errors = errorTable({
  JOB_EXISTS: {
    message: (host: string, id: string) => `${host} already has a job ${id}.`,
    hint: () => 'settle the run that started it (ops runs list --unknown)',
    exit: 'refused',
  },
  JOB_NOT_STARTED: {
    message: (host: string, program: string, why: string) => `${program} could not be started as a job on ${host}: ${why}.`,
    exit: 'someFailed',
  },
  JOB_RUNNING: {
    message: (host: string, id: string) => `The job ${id} still runs on ${host}, so its folder stays.`,
    exit: 'refused',
  },
  JOB_NOT_FOUND: {
    message: (host: string, id: string) => `${host} has no job ${id}, or the job wrote no such output.`,
    exit: 'internal',
  },
  JOB_DEADLINE: {
    message: (host: string, id: string, ms: number) =>
      `The job ${id} on ${host} did not end within ${Math.round(ms / 1000)} s; it goes on.`,
    exit: 'deadline',
  },
  JOBS_UNUSABLE: {
    message: (host: string, why: string) => `Jobs cannot be run on ${host}: ${why}.`,
    hint: () => 'install perl-base on it and see that /run or /tmp can be written',
    exit: 'refused',
  },
})
