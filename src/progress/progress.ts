/** Tells a person on stderr what goes on: a bar on a terminal, otherwise a line when something starts or ends and every 10 s. */
export interface Progress {
  /** One line, at once. */
  say(line: string): void
  start(title: string): ProgressTask
}

export interface ProgressTask {
  /** `total` in the same unit as `done`; undefined when nobody knows. */
  update(state: {done?: number; total?: number; unit?: string; text?: string}): void
  end(text?: string): void
}

/** Says nothing: tests, `--json` of short commands. */
export const silentProgress: Progress = {
  say() {},
  start: () => ({update() {}, end() {}}),
}
