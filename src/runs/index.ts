export {listRuns, readRun, type RunFilter} from './read-runs.ts'
export type {ActOptions, ActState, Run} from './run.ts'
export {type RunStart, resumeRun, startRun} from './start-run.ts'
export type {ActStory, NoteStory, RunState, RunStory} from './story.ts'
