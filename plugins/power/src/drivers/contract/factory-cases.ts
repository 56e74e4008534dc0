import assert from 'node:assert/strict'
import type {OutletIdentity, PowerDriverFactory} from '@ops/core/seams'
import {z} from 'zod'
import type {ContractCase, Entry} from './contract-case.ts'

/** Entries for what a factory decides without asking a device. */
export interface FactoryExamples {
  factory: PowerDriverFactory
  /** One outlet. */
  entry: Entry
  /** The same outlet, written in other ways that tell it without a device: capital letters, a default that is written out. */
  sameOutlet: Entry[]
  /** Other outlets: another device, another outlet of the same device. */
  otherOutlets: Entry[]
  /** Entries that the schema refuses; `at` is the key that the problem names, '' for the entry as a whole. */
  refused: {entry: Entry; at: string}[]
}

/** Names of outlets that break an id unless it encodes them. */
const oddNames = ['rack 1', 'a/b', '50%', '%2F', 'a\nb', '\u202ea', 'straße']

/** What `outlets:`, leases and the journal need of a factory. */
export function factoryCases({factory, entry, sameOutlet, otherOutlets, refused}: FactoryExamples): ContractCase[] {
  const parse = async (written: unknown) => (await factory.schema()).parseAsync(written)
  const identify = async (written: Entry): Promise<OutletIdentity> => factory.identify(await parse(written))
  const idOf = async (written: Entry): Promise<string> => factory.formatOutlet(await identify(written))
  return [
    {
      name: 'identifies an outlet by its own name, in one spelling, and others as others',
      async run() {
        const outlet = await identify(entry)
        assert.equal(outlet.driver, factory.name)
        assert.notEqual(outlet.device, '')
        const id = factory.formatOutlet(outlet)
        for (const other of sameOutlet) assert.equal(await idOf(other), id, JSON.stringify(other))
        for (const other of otherOutlets) assert.notEqual(await idOf(other), id, JSON.stringify(other))
      },
    },
    {
      name: 'prints outlets as DRIVER/DEVICE or DRIVER/DEVICE/OUTLET, and parses what it prints',
      async run() {
        for (const written of [entry, ...otherOutlets]) {
          const outlet = await identify(written)
          const id = factory.formatOutlet(outlet)
          assert.ok(id.startsWith(`${factory.name}/`), id)
          assert.match(id, /^\P{Cc}+$/u)
          assert.deepEqual(factory.parseOutlet(id), outlet)
        }
        // A device may call its outlets anything; a driver may know no such outlet, but must not take it for another one.
        for (const child of oddNames) {
          const outlet = {...(await identify(entry)), child}
          const id = factory.formatOutlet(outlet)
          assert.match(id, /^[^\p{Cc}\p{Cf}]+$/u, JSON.stringify(child))
          const parsed = factory.parseOutlet(id)
          if (parsed !== undefined) assert.deepEqual(parsed, outlet)
        }
      },
    },
    {
      name: 'parses no text that names no outlet of this driver',
      async run() {
        const id = await idOf(entry)
        for (const text of ['', '/', factory.name, `${factory.name}/`, `${factory.name}//1`, `other-${id}`, id.slice(factory.name.length)])
          assert.equal(factory.parseOutlet(text), undefined, JSON.stringify(text))
      },
    },
    {
      name: 'takes the entry of one outlet for one device, and joins two entries for one outlet without a conflict',
      async run() {
        const config = await parse(entry)
        assert.ok(await factory.mayShareDevice({config}, config))
        for (const other of sameOutlet) {
          const written = await parse(other)
          assert.ok(await factory.mayShareDevice({config}, written), JSON.stringify(other))
          if (factory.mergeConfigs !== undefined)
            assert.deepEqual(factory.mergeConfigs(config, written).conflicts, [], JSON.stringify(other))
        }
      },
    },
    {
      name: 'refuses an entry with a key that it does not know, and one that is no mapping',
      async run() {
        const schema = await factory.schema()
        for (const bad of [{...entry, 'no such key': 1}, {}, [], [entry], null, 'x', 1])
          assert.ok(!(await schema.safeParseAsync(bad)).success, `accepts ${JSON.stringify(bad)}`)
      },
    },
    {
      name: 'says which key of a bad entry is wrong',
      async run() {
        assert.notEqual(refused.length, 0, 'give entries that are refused')
        const schema = await factory.schema()
        for (const {entry: bad, at} of refused) {
          const {error} = await schema.safeParseAsync(bad)
          const places = error?.issues.map(({path}) => path.join('.'))
          assert.ok(places?.includes(at), `${JSON.stringify(bad)}: a problem at "${at}", not at ${JSON.stringify(places ?? 'no place')}`)
        }
      },
    },
    {
      name: 'describes its keys as JSON Schema, as editors and ops inventory schema show them',
      async run() {
        const {$schema: _, ...json} = z.toJSONSchema(await factory.schema(), {io: 'input', unrepresentable: 'any'})
        assert.notDeepEqual(json, {}, 'the schema describes nothing')
      },
    },
  ]
}
