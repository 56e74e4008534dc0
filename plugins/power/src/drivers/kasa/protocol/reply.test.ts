import {untrusted} from '@ops/core/untrusted'
import {describe, expect, it} from 'vitest'
import {parseRealtime, switchCommand} from './commands.ts'
import {parseSysinfo} from './sysinfo.ts'

const sysinfo = (more: object) =>
  JSON.stringify({system: {get_sysinfo: {alias: 'a', model: 'HS100(EU)', deviceId: '80AB', err_code: 0, ...more}}})

describe('acknowledgement', () => {
  it.each([
    ['{"system":{"set_relay_state":{"err_code":-3,"err_msg":"bad"}}}', 'err_code -3 (invalid argument): bad'],
    ['{"system":{"err_code":-1,"err_msg":"module not support"}}', 'err_code -1 (module not supported)'],
    ['{"err_code":-7}', 'err_code -7 (unknown error)'],
    ['{"system":{"set_relay_state":{"err_code":-99}}}', 'err_code -99 (not in the table)'],
    ['{"system":{"set_relay_state":{}}}', 'without err_code'],
    ['{"system":{}}', 'without "system.set_relay_state"'],
    ['{}', 'without "system"'],
    ['[1]', 'not an object'],
    ['{"system":{"set_re', 'not JSON'],
    ['', 'not JSON'],
  ])('%s is none', (text, why) => {
    expect(() => switchCommand('plug', false).parseAck(text)).toThrow(why)
  })

  it('is err_code 0', () => {
    expect(() => switchCommand('plug', false).parseAck('{"system":{"set_relay_state":{"err_code":0}}}')).not.toThrow()
  })
})

describe('sysinfo', () => {
  it('reads old firmware', () => {
    const found = parseSysinfo(
      sysinfo({mac: '50:C7:BF:00:00:01', relay_state: 1, on_time: 7, feature: 'TIM:ENE', latitude: 1.5, type: 'IOT.SMARTPLUGSWITCH'}),
    )
    expect(found).toMatchObject({mac: '50:c7:bf:00:00:01', hasMeter: true, kind: 'plug', outlets: [{isOn: true, onForS: 7}]})
  })

  it('reads newer firmware', () => {
    const found = parseSysinfo(
      sysinfo({mic_mac: '50C7BF000001', mic_type: 'IOT.SMARTPLUGSWITCH', relay_state: 0, feature: 'TIM', latitude_i: 1}),
    )
    expect(found).toMatchObject({mac: '50:c7:bf:00:00:01', hasMeter: false, outlets: [{isOn: false}]})
  })

  it('reads strips, completes short child ids and drops negative times', () => {
    const found = parseSysinfo(
      sysinfo({
        children: [
          {id: '00', alias: 'x', state: 1, on_time: -5},
          {id: '80AB01', alias: 'y', state: 0},
        ],
      }),
    )
    expect(found.outlets).toEqual([
      {childId: '80AB00', alias: untrusted('x'), isOn: true},
      {childId: '80AB01', alias: untrusted('y'), isOn: false},
    ])
    expect(found.kind).toBe('strip')
  })

  it('takes no other relay state for on or off', () => {
    for (const relay_state of [2, 5, 'off', null]) expect(() => parseSysinfo(sysinfo({relay_state}))).toThrow('relay_state')
  })
})

describe('meter', () => {
  it('reads old units', () => {
    expect(parseRealtime('{"emeter":{"get_realtime":{"voltage":230.5,"current":0.5,"power":42.5,"total":1.5,"err_code":0}}}')).toEqual({
      watts: 42.5,
      volts: 230.5,
      amperes: 0.5,
      totalWh: 1500,
    })
  })

  it('reads newer units', () => {
    expect(
      parseRealtime('{"emeter":{"get_realtime":{"voltage_mv":230500,"current_ma":500,"power_mw":42500,"total_wh":1500,"err_code":0}}}'),
    ).toEqual({watts: 42.5, volts: 230.5, amperes: 0.5, totalWh: 1500})
  })
})
