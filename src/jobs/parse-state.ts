import type {JobState} from './job.ts'

/** Reads what the scripts print: `running 12`, `ended 12 code 0`, `ended 12 signal 9`, `lost 0`, `none`. */
export function parseState(line: string): JobState {
  const [state, pidText, how, number] = line.trim().split(' ')
  const pid = Number(pidText) > 0 ? {pid: Number(pidText)} : {}
  if (state === 'none') return {state}
  if (state === 'running' || state === 'lost') return {state, ...pid}
  if (state === 'ended' && how === 'code') return {state, rc: Number(number), ...pid}
  // The shell's convention, so that one number tells both.
  if (state === 'ended' && how === 'signal') return {state, rc: 128 + Number(number), signal: Number(number), ...pid}
  throw new Error(`Not a job's state: ${JSON.stringify(line)}`)
}
