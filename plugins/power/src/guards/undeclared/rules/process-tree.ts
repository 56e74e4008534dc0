import type {SurveyedProcess} from '../survey/survey.ts'

/** Processes with their ancestors. */
export class ProcessTree {
  readonly #byPid: ReadonlyMap<number, SurveyedProcess>

  constructor(processes: readonly SurveyedProcess[]) {
    this.#byPid = new Map(processes.map((process) => [process.pid, process]))
  }

  get(pid: number): SurveyedProcess | undefined {
    return this.#byPid.get(pid)
  }

  /** From the parent upwards. A survey is not taken at one moment, so a circle is possible. */
  ancestors(process: SurveyedProcess): SurveyedProcess[] {
    const found = new Set<SurveyedProcess>()
    let parent = this.#byPid.get(process.ppid)
    while (parent !== undefined && parent !== process && !found.has(parent)) {
      found.add(parent)
      parent = this.#byPid.get(parent.ppid)
    }
    return [...found]
  }

  lineage(process: SurveyedProcess): SurveyedProcess[] {
    return [process, ...this.ancestors(process)]
  }
}
