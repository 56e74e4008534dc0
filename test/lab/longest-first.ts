import {BaseSequencer, type TestSpecification} from 'vitest/node'

/** Files that take a minute and more, the longest first. */
const long = [
  'test/readme/readme',
  'test/boot/trace',
  'test/power/live-machine',
  'plugins/power/test/killed-off',
  'test/evacuate/chaos',
  'test/evacuate/failed',
  'test/evacuate/policies',
  'plugins/boot/test/firmware-matrix',
  'test/evacuate/real-programs',
  'test/evacuate/reboot',
  'test/upgrade/open-moves',
  'test/power/power',
  'test/evacuate/killed',
  'test/first-light',
  'test/evacuate/move',
  'plugins/boot/test/profiles',
]

const place = ({moduleId}: TestSpecification) => {
  const at = long.findIndex((name) => moduleId.endsWith(`/${name}.lab.ts`))
  return at < 0 ? long.length : at
}

/** Starts the long files before the short ones, so that no long one runs alone at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((one, other) => place(one) - place(other))
  }
}
