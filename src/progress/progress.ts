/** Shows on stderr what is being done: a bar on a terminal, otherwise a line at the start, at the end and every 10 s. */
export interface Progress {
  /** One line, at once. */
  say(line: string): void
  start(title: string, options?: ProgressOptions): ProgressTask
}

export interface ProgressOptions {
  /** Milliseconds for which nothing is shown: for what is usually quick. */
  quietMs?: number
}

export interface ProgressTask {
  /** `total` in the same unit as `done`; undefined when it is not known. */
  update(state: {done?: number; total?: number; unit?: string; text?: string}): void
  /** One line that is shown only with `--verbose`; absent without it. */
  detail?(line: string): void
  end(text?: string): void
}

/** Prints nothing: for tests, and `--json` of short commands. */
export const silentProgress: Progress = {
  say() {},
  start: () => ({update() {}, end() {}}),
}

/** The same progress with the details of its tasks. */
export function verboseProgress(progress: Progress): Progress {
  return {
    say: progress.say,
    start: (title, options) => ({...progress.start(title, options), detail: progress.say}),
  }
}
