import {describe, expect, test} from 'vitest'
import {OpsError} from '../errors/index.ts'
import {manualClock, memoryCoordinator} from '../testing/index.ts'
import {continueRun, inRun, onHosts, readRun, type Run, startRun} from './index.ts'

function setUp() {
  const clock = manualClock()
  return {clock, coordinator: memoryCoordinator({clock})}
}

const start = {command: 'power off', argv: ['power', 'off', 'a'], hosts: ['a']}
const failure = new OpsError('POWER_PLUG_SILENT', 'The plug of a did not answer.', 'unreachable', {host: 'a'})
const act = (run: Run, error?: unknown, isUnknown = false) =>
  run.act('relay.off', {host: 'a', unknownWhen: () => isUnknown}, async () => {
    if (error !== undefined) throw error
  })
const actThen = async <R>(run: Run, results: R[], error?: unknown, isUnknown = false): Promise<R[]> => {
  await act(run, error, isUnknown).catch(() => {})
  return results
}
const failed = {host: 'a', error: failure.toJSON()}
const refusal = new OpsError('GUARD_REFUSED', 'a runs work.', 'refused', {host: 'a'})
const refused = {host: 'a', error: refusal.toJSON()}

describe('how a run ends', () => {
  test.each([
    ['every host done', async (run: Run) => actThen(run, [{host: 'a'}]), 'done'],
    ['a host failed', async (run: Run) => actThen(run, [failed], failure), 'failed'],
    ['a host failed by an act whose outcome is unknown', async (run: Run) => actThen(run, [failed], failure, true), 'unknown'],
    ['an act was unknown, and the host read back as done', async (run: Run) => actThen(run, [{host: 'a'}], failure, true), 'done'],
    ['a failure without any act', async () => [failed], 'failed'],
    ['every host refused before any act', async () => [refused, refused], 'refused'],
    ['a host refused beside one that is done', async () => [refused, {host: 'b'}], 'failed'],
    ['a host refused beside one that failed', async () => [refused, failed], 'failed'],
    ['a host refused after an act', async (run: Run) => actThen(run, [refused]), 'failed'],
  ])('%s: %s', async (_, action, state) => {
    const deps = setUp()
    const {run} = await inRun<{host: string; error?: ReturnType<OpsError['toJSON']>}>(deps, start, action)
    expect(await readRun(deps.coordinator, run)).toMatchObject({state})
  })

  test.each([
    ['before any act', async () => Promise.reject(failure), 'failed'],
    ['in an act that failed', async (run: Run) => act(run, failure).then(() => []), 'failed'],
    ['in an act whose outcome is unknown', async (run: Run) => act(run, failure, true).then(() => []), 'unknown'],
  ])('an exception %s: %s', async (_, action, state) => {
    const deps = setUp()
    await expect(inRun(deps, start, action)).rejects.toBe(failure)
    expect(await readRun(deps.coordinator)).toMatchObject({state, result: {error: {code: 'POWER_PLUG_SILENT'}}})
  })

  test.each([
    ['before any act', async () => Promise.reject(refusal), 'refused'],
    ['after an act', async (run: Run) => act(run).then(() => Promise.reject(refusal)), 'failed'],
  ])('a refusal that is thrown %s: %s', async (_, action, state) => {
    const deps = setUp()
    await expect(inRun(deps, start, action)).rejects.toBe(refusal)
    expect(await readRun(deps.coordinator)).toMatchObject({state})
  })

  test('an act whose outcome could not be written makes the run unknown', async () => {
    const deps = setUp()
    const append = deps.coordinator.append
    const broken = {
      ...deps.coordinator,
      append: (entry: Parameters<typeof append>[0]) => (entry.kind === 'outcome' ? Promise.reject(new Error('disk full')) : append(entry)),
    }
    const running = inRun({...deps, coordinator: broken}, start, async (run) => {
      await act(run)
      return [{host: 'a'}]
    })
    await expect(running).rejects.toThrow('disk full')
    expect(await readRun(deps.coordinator)).toMatchObject({state: 'unknown'})
  })

  test('a result may say that its state is unknown, and what the journal keeps', async () => {
    const deps = setUp()
    const {run, hosts} = await inRun(deps, start, async () => [{host: 'a', proof: 'silent'}], {
      isUnknown: ({proof}) => proof === 'silent',
      summary: (results) => ({proofs: results.map(({proof}) => proof)}),
    })
    expect(hosts).toEqual([{host: 'a', proof: 'silent'}])
    expect(await readRun(deps.coordinator, run)).toMatchObject({state: 'unknown', result: {proofs: ['silent']}})
  })
})

describe('a run that is continued', () => {
  test('ends by the acts of the continuation alone', async () => {
    const deps = setUp()
    const first = await startRun(deps.coordinator, {...start, clock: deps.clock})
    await deps.coordinator.append({run: first.id, kind: 'intent', act: 'evacuate.ship', host: 'a', data: {}})
    const {run} = await continueRun(deps, {...start, run: first.id}, async (again) => actThen(again, [{host: 'a'}]))
    expect(run).toBe(first.id)
    expect(await readRun(deps.coordinator, run)).toMatchObject({state: 'done'})
  })

  test('that the journal does not know begins under a new name', async () => {
    const deps = setUp()
    const {run} = await continueRun(deps, {...start, run: '20200101-0000-lost'}, async () => [{host: 'a'}])
    expect(run).not.toBe('20200101-0000-lost')
    expect(await readRun(deps.coordinator, run)).toMatchObject({state: 'done', command: 'power off'})
  })
})

describe('onHosts', () => {
  const hosts = ['a', 'b', 'c'].map((name) => ({name}))

  test('a failure is the result of its host, in the order of the hosts, and never more than `fanout` at once', async () => {
    let [now, most] = [0, 0]
    const results = await onHosts(hosts, {
      fanout: 2,
      signal: new AbortController().signal,
      async action({name}) {
        now += 1
        most = Math.max(most, now)
        await new Promise((resolve) => setImmediate(resolve))
        now -= 1
        if (name === 'b') throw failure
        return {host: name}
      },
    })
    expect(results).toEqual([{host: 'a'}, {host: 'b', error: failure.toJSON()}, {host: 'c'}])
    expect(most).toBe(2)
  })

  test('an abort is thrown', async () => {
    const stop = new AbortController()
    const action = async () => {
      stop.abort(new Error('stopped'))
      throw failure
    }
    await expect(onHosts(hosts, {fanout: 1, signal: stop.signal, action})).rejects.toThrow('stopped')
  })
})
