import {cpSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {keepAnswers} from '../answers.ts'
import {newLab} from '../../lab/new-lab.ts'
import {fixtures} from '../files.ts'

const labFixtures = join(fixtures, 'lab')
const files = ['lab.json', 'ops.yaml', 'plugs/node1.json', 'plugs/node1.state', 'plugs/node2.json', 'plugs/node2.state']
const labCommands = [['lab', 'status', '--dir', '{{folder}}/lab']]

/** Keeps the state of a lab as it looks after the machine was started again: nothing of it runs, only files are left. */
export async function captureLab(folder: string): Promise<void> {
  {
    await using lab = await newLab()
    keepLab(lab.dir)
  }
  restoreLab(folder)
  await keepAnswers('lab.answers.ndjson', folder, labCommands)
}

function keepLab(dir: string): void {
  mkdirSync(join(labFixtures, 'plugs'), {recursive: true})
  for (const file of files) {
    const text = readFileSync(join(dir, file), 'utf8').replaceAll(dir, '{{folder}}/lab')
    const state =
      file === 'lab.json' ? {...JSON.parse(text), boot: '00000000-0000-4000-8000-000000000000', base: '{{folder}}/base'} : undefined
    writeFileSync(join(labFixtures, file), state === undefined ? text : `${JSON.stringify(state, undefined, 2)}\n`)
  }
}

export function restoreLab(folder: string): void {
  cpSync(labFixtures, join(folder, 'lab'), {recursive: true})
  for (const file of files) {
    const path = join(folder, 'lab', file)
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replaceAll('{{folder}}', () => folder),
    )
  }
}
