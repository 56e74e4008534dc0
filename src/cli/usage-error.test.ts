import {Args, Command, Flags} from '@oclif/core'
import {Config} from '@oclif/core'
import {fileURLToPath} from 'node:url'
import {expect, test} from 'vitest'
import {usageError} from './usage-error.ts'

class Sample extends Command {
  static override args = {hosts: Args.string({description: 'host set', required: true}), to: Args.string({required: true})}
  static override flags = {
    limit: Flags.integer({min: 1}),
    by: Flags.string({options: ['day', 'hour']}),
    repair: Flags.boolean(),
    key: Flags.string({dependsOn: ['repair']}),
    watch: Flags.boolean({exclusive: ['follow']}),
    follow: Flags.boolean(),
    address: Flags.string({
      parse: async (text) => {
        throw new Error(`--address ${text} is not an IP address. Give one.`)
      },
    }),
  }
  override async run(): Promise<void> {
    await this.parse(Sample)
  }
}

// oclif's own parser makes the errors, so that a new version of it that says something else is noticed here.
test.each([
  [[], 'HOSTS (host set) and TO are missing.'],
  [['a'], 'TO is missing.'],
  [['a', 'b', 'c'], 'Unexpected argument c.'],
  [['a', 'b', '--nope'], 'Unknown flag --nope.'],
  [['a', 'b', '--limt', '3'], 'Unknown flag --limt. Did you mean --limit?'],
  [['a', 'b', '--limit'], '--limit expects a value.'],
  [['a', 'b', '--limit', 'x'], '--limit: Expected an integer but received: x.'],
  [['a', 'b', '--limit', '0'], '--limit: Expected an integer greater than or equal to 1 but received: 0.'],
  [['a', 'b', '--by', 'year'], 'Expected --by=year to be one of: day, hour.'],
  [['a', 'b', '--key', 'k'], '--key needs --repair.'],
  [['a', 'b', '--watch', '--follow'], '--follow and --watch exclude each other.'],
  [['a', 'b', '--address', 'x'], '--address: x is not an IP address. Give one.'],
])('%j', async (argv, message) => {
  const config = await Config.load(fileURLToPath(new URL('../..', import.meta.url)))
  const thrown = await new Sample(argv, config).run().catch((error: unknown) => error)
  expect(usageError(thrown, 'ops sample')?.toJSON()).toEqual({code: 'USAGE', message, hint: 'ops sample --help', exit: 64})
})

test('other errors are none of these', () => {
  expect(usageError(new Error('x'), 'ops')).toBeUndefined()
})
