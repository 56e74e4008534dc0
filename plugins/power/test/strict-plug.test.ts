import {connect} from 'node:net'
import {describe, expect, it} from 'vitest'
import {encodeFrame} from '../src/drivers/kasa/protocol/frame.ts'
import {sysinfoQuery} from '../src/drivers/kasa/protocol/sysinfo.ts'
import {startLabPlug} from '../src/lab-plug/start-lab-plug.ts'

const address = '127.40.4.1'

/** Sends bytes and collects the answer until the plug closes the connection or `ms` have passed. */
function send(port: number, bytes: Uint8Array, ms: number): Promise<{pieces: number[]; closed: boolean}> {
  return new Promise((done) => {
    const pieces: number[] = []
    const socket = connect({host: address, port})
    const timer = setTimeout(() => finish(false), ms)
    const finish = (closed: boolean) => {
      clearTimeout(timer)
      socket.destroy()
      done({pieces, closed})
    }
    socket.on('data', (piece) => pieces.push(piece.length))
    socket.on('error', () => finish(true)).on('close', () => finish(true))
    socket.write(bytes)
  })
}

describe('the strict plug', () => {
  it('answers an exact frame, in pieces', async () => {
    await using plug = await startLabPlug({
      model: 'HS300',
      address,
      port: 0,
      outlets: Array.from({length: 6}, (_, at) => ({alias: `o${at}`, on: true})),
    })
    const {pieces} = await send(plug.port, encodeFrame(sysinfoQuery), 300)
    expect(pieces.length).toBeGreaterThan(1)
  })

  it('answers nothing to a wrong length, as plugs since the HS105 do', async () => {
    await using plug = await startLabPlug({model: 'HS100', address, port: 0})
    for (const length of [0, 0x10, 0x23]) {
      const frame = encodeFrame(sysinfoQuery)
      frame.writeUInt32BE(length)
      expect((await send(plug.port, frame, 300)).pieces, `length ${length}`).toEqual([])
    }
    expect(plug.questions.every((question) => question !== sysinfoQuery)).toBe(true)
  })

  it('serves one connection at a time', async () => {
    await using plug = await startLabPlug({model: 'HS100', address, port: 0})
    const first = connect({host: address, port: plug.port})
    await new Promise((done) => first.once('connect', done))
    expect((await send(plug.port, encodeFrame(sysinfoQuery), 200)).pieces).toEqual([])
    first.destroy()
    expect((await send(plug.port, encodeFrame(sysinfoQuery), 1000)).pieces).not.toEqual([])
  })

  it('answers -14 for an outlet that it does not have, -1 and -2 for modules and members that its firmware does not have', async () => {
    const {parseRequest} = await import('../src/lab-plug/parse-request.ts')
    await using plug = await startLabPlug({model: 'HS300', address, port: 0})
    const reply = (question: object) => parseRequest(plug.state, JSON.stringify(question)).reply({invert: false, failed: false, nowMs: 0})
    expect(reply({context: {child_ids: ['nope']}, system: {set_relay_state: {state: 0}}})).toMatchObject({
      system: {set_relay_state: {err_code: -14}},
    })
    expect(reply({nope: {x: {}}})).toMatchObject({nope: {err_code: -1}})
    expect(reply({system: {nope: {}}})).toMatchObject({system: {nope: {err_code: -2}}})
    expect(reply({system: {set_relay_state: {state: 5}}})).toMatchObject({system: {set_relay_state: {err_code: -3}}})
  })
})
