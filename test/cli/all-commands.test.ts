import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {type Command, Config} from '@oclif/core'
import {beforeAll, expect, test} from 'vitest'
import {root} from './run-ops.ts'

let commands: Command.Loadable[] = []
beforeAll(async () => {
  const config = await Config.load(root)
  commands = config.commands.filter(({hidden}) => !hidden)
}, 60_000)

const nameOf = ({id}: Command.Loadable) => `ops ${id.replaceAll(':', ' ')}`

test('every command has --json but those that the README names', () => {
  const without = commands.filter(({flags}) => !('json' in flags)).map(nameOf)
  const sentence = /Every command but (.*?) has `--json`/.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1] ?? ''
  expect([...sentence.matchAll(/`([^`]+)`/g)].map(([, name]) => name).toSorted()).toEqual(without.toSorted())
})

test('every flag with a value says which value', () => {
  const silent = commands.flatMap((command) =>
    Object.values(command.flags)
      .filter((flag) => flag.type === 'option' && !flag.hidden && flag.helpValue === undefined && flag.options === undefined)
      .map(({name}) => `${nameOf(command)} --${name}`),
  )
  expect(silent).toEqual([])
})
