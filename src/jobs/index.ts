export {removeJob, stopJob} from './end-job.ts'
export type {JobOptions, JobSpec, JobState} from './job.ts'
export {startJob} from './start-job.ts'
export {type JobOutput, type JobWait, jobState, listJobs, readJob, waitJob} from './watch-job.ts'
