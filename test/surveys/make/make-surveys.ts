// Boots Debian machines under QEMU and writes surveys of them: npm run surveys [-- MACHINE[/GROUP] …]
import {mkdir, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {writeFixture} from '../fixture.ts'
import {idleMachine} from './idle-machine.ts'
import {machines, type SurveyedMachine} from './machines.ts'
import {plantOn} from './plant-on.ts'
import {type Plant, plants} from './planted/index.ts'
import {sh} from './sh.ts'
import {takeSurvey} from './take-survey.ts'

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url))

/** Surveys of one machine: idle, then with each group of work, each time from the state it had when it was idle. */
async function surveyMachine(machine: SurveyedMachine, wanted: readonly string[], signal: AbortSignal): Promise<number> {
  const say = (text: string) => console.log(`${machine.name}: ${text}`)
  const {running, folder} = await idleMachine(machine, say, signal)
  await using _ = running
  const release = await sh(running, 'root', '. /etc/os-release; echo "$NAME $VERSION"')
  await mkdir(join(fixtures, machine.name), {recursive: true})
  const mine = plants.filter(({on}) => on.some((role) => role === machine.kind))
  const groups = new Map<string, Plant[]>([['idle', []], ...Map.groupBy(mine, ({group, name}) => group ?? name)])
  let failed = 0
  for (const [name, group] of groups) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    try {
      await running.monitor.run('loadvm idle')
      if (machine.is !== undefined) await sh(running, 'root', machine.is.after)
      await using work = await plantOn(running, group, folder)
      for (const plant of work.missing) say(`${name}: ${plant.name} did not start`)
      failed += work.missing.length
      if (group.length > 0 && work.running.length === 0) continue
      await using transport = running.connect('root')
      const survey = await takeSurvey(transport)
      const text = writeFixture({machine: `${machine.role}, ${release.trim()}`, planted: work.running, survey})
      await writeFile(join(fixtures, machine.name, `${name}.survey`), text)
      say(`${name}: surveyed with ${work.running.length} kinds of work`)
    } catch (error) {
      failed++
      say(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return failed
}

const asked = process.argv.slice(2).map((text) => text.split('/') as [string, string?])
const unknown = asked.filter(([name]) => !machines.some((machine) => machine.name === name))
if (unknown.length > 0) {
  console.error(`There is no machine ${unknown[0]?.[0]}; there are ${machines.map(({name}) => name).join(', ')}.`)
  process.exit(64)
}
// Machines end with this process: see startMachine.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(name, () => process.exit(1))
let failed = 0
for (const machine of machines) {
  const parts = asked.filter(([name]) => name === machine.name)
  if (asked.length > 0 && parts.length === 0) continue
  failed += await surveyMachine(
    machine,
    parts.flatMap(([, part]) => part ?? []),
    new AbortController().signal,
  )
}
process.exit(failed > 0 ? 1 : 0)
