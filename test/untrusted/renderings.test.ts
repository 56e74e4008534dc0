import {OpsError, asOpsError, errorTable, errorText} from '@ops/core/errors'
import {renderFindings} from '@ops/core/doctor'
import {renderRun, renderRuns} from '@ops/core/runs'
import {gather, lastLine} from '@ops/core/text'
import {type Untrusted, untrusted} from '@ops/core/untrusted'
import fc from 'fast-check'
import {expect, test} from 'vitest'
import {eventText} from '../../plugins/boot/src/present/event-text.ts'
import {nfsRootsText} from '../../plugins/boot/src/present/nfs-roots-text.ts'
import {preflightText} from '../../plugins/boot/src/present/preflight-text.ts'
import {timelineText} from '../../plugins/boot/src/present/timeline-text.ts'
import {renderEvacuation, renderPlan} from '../../plugins/evacuate/src/present/render-evacuation.ts'
import {renderStatus as renderMoves} from '../../plugins/evacuate/src/present/render-status.ts'
import {crawlText} from '../../plugins/mirrorlist/src/present/crawl.ts'
import {historyText} from '../../plugins/mirrorlist/src/present/history.ts'
import {queryTable} from '../../plugins/mirrorlist/src/present/mirrors.ts'
import {statisticsText} from '../../plugins/mirrorlist/src/present/stats.ts'
import {renderDrift} from '../../plugins/phone/src/present/render-drift.ts'
import {renderEnsure} from '../../plugins/phone/src/present/render-ensure.ts'
import {renderViews} from '../../plugins/phone/src/present/render-view.ts'
import {renderPlugs} from '../../plugins/power/src/drivers/kasa/render-plugs.ts'
import {parseSysinfo} from '../../plugins/power/src/drivers/kasa/protocol/sysinfo.ts'
import {accountNothing, findWork} from '../../plugins/power/src/guards/undeclared/find-work.ts'
import {parseSurvey} from '../../plugins/power/src/guards/undeclared/survey/parse-survey.ts'
import {renderBaseline} from '../../plugins/power/src/present/render-baseline.ts'
import {renderInfo} from '../../plugins/power/src/present/render-info.ts'
import {renderResults} from '../../plugins/power/src/present/render-results.ts'
import {renderGathered, renderStatus} from '../../plugins/power/src/present/render-status.ts'

// What a device, a host or a program beyond ops chose stands in every one of these texts. Whatever it is, it neither reaches the
// terminal as a control character nor makes a line of its own.

const at = '2026-11-21T14:06:04.000Z'
const errors = errorTable({
  SAMPLE_FAILED: {message: (why: string) => `node1 failed: ${why}.`, hint: (why) => `ask ${why}`, exit: 'allFailed'},
})
const errorOf = (text: string) => errors.SAMPLE_FAILED({}, text).toJSON()
const rest = {changed: false, proofs: [], power: 'off' as const}
const sysinfo = (name: Untrusted) =>
  parseSysinfo(
    JSON.stringify({
      system: {
        get_sysinfo: {alias: name, model: name, sw_ver: name, deviceId: '8006', err_code: 0, children: [{id: '00', alias: name, state: 1}]},
      },
    }),
  )
const stage = (text: string) => ({stage: 'kernel', state: 'seen' as const, witnesses: [], words: text})

const renderings: Record<string, (text: string) => string> = {
  'an error': (text) => errorText(errors.SAMPLE_FAILED({}, text)),
  'an error that no package expected': (text) => errorText(asOpsError(new Error(text))),
  'the last line of a program': (text) => errorText(errors.SAMPLE_FAILED({}, lastLine(`x\n${text}`) || '-')),
  'gathered hosts': (text) => gather([{host: 'node1', text, exit: 0}]),
  'ops doctor': (text) => renderFindings([{subject: text, state: 'broken', message: text, feature: 'f', fix: `${untrusted(text)}`}]).text,
  'ops runs show': (text) =>
    renderRun({
      ...{id: 'r1', command: 'power.off', argv: ['power', text], actor: 'a@b', hosts: [], startedAt: at, endedAt: at, state: 'failed'},
      acts: [
        {act: 'power.off', host: 'node1', state: 'failed', intentAt: at, outcomeAt: at, data: {}, error: {...errorOf('x'), message: text}},
      ],
      notes: [{note: 'guard.refused', host: 'node1', at, data: {text}}],
      result: {},
    }),
  'ops runs list': (text) =>
    renderRuns([
      {id: 'r1', command: text, argv: [], actor: 'a@b', hosts: [], startedAt: at, state: 'done', acts: [], notes: [], result: {}},
    ]),
  'ops power info': (text) => {
    const {alias, model, firmware} = sysinfo(untrusted(text))
    const reading = {state: 'on' as const, identity: {alias, model}, detail: {firmware, other: text}}
    return renderInfo({host: 'node1', outlets: [{outlet: 'kasa/p:9999', driver: 'kasa', feeds: ['node1'], reading, error: errorOf(text)}]})
  },
  'ops power discover': (text) => {
    const {alias, model, outlets} = sysinfo(untrusted(text))
    const found = outlets.map((outlet, index) => ({outlet: index, alias: outlet.alias, state: 'on' as const}))
    const plug = {address: '10.0.0.9', port: 9999, model, alias, outlets: found, speaks: 'kasa', supported: true}
    return renderPlugs([plug, {...plug, supported: false}])
  },
  'ops power status': (text) => renderStatus([{...rest, host: 'node1', power: 'unknown', error: errorOf(text)}]),
  'ops power status -b': (text) => renderGathered([{...rest, host: 'node1', error: {...errorOf('x'), message: text}}]),
  'ops power off': (text) =>
    renderResults([
      {
        ...rest,
        host: 'node1',
        proofs: [{kind: 'relay', holds: true, detail: text}],
        plan: [text],
        findings: [{host: 'node1', code: 'X', message: text, hint: text, forcible: true}],
      },
      {...rest, host: 'node2', error: {...errorOf('x'), message: text, hint: text}},
    ]),
  'ops power baseline': (text) => renderBaseline({host: 'node1', names: [untrusted(text)], leftOut: [untrusted(text)]}),
  'undeclared work, before any renderer': (text) => {
    const survey = parseSurvey('survey\t2\t0\nprocess\t1\t0\t0\t0\tinit\nprocess\t9\t1\t7\t1\tx\t/system.slice/x.service\nend')
    const name = untrusted(text)
    for (const process of survey.processes.slice(1)) Object.assign(process, {comm: name, args: name, exe: name})
    survey.users.set(7, name)
    survey.units.set('x.service', {name, fragment: name, triggers: []})
    survey.transients.push({name: untrusted(`${text}.path`), uid: 7})
    survey.restarts.push({kind: 'unit', name})
    survey.clients.set(9, [{protocol: 'unix', name, count: 1, accepts: false, address: name}])
    survey.nfsClients.push({address: name, state: untrusted('rmtab')})
    survey.inhibitors.push({what: untrusted('shutdown'), who: name, why: name, mode: untrusted('block'), uid: 7, pid: 9})
    survey.storage.push({name, what: name, progress: name})
    survey.logins.push(untrusted(`user ${text}`))
    return findWork(survey, accountNothing, [])
      .map(({kind, name: work, detail}) => `${kind} ${work}: ${detail}`)
      .join('\n')
  },
  'ops evacuate --dry-run': (text) =>
    renderPlan({host: 'a', to: 'b', work: [{workload: 'w', kind: 'process', bytes: 0, plan: [text], notes: [text]}]}),
  'ops evacuate': (text) =>
    renderEvacuation({
      run: 'r1',
      host: 'a',
      work: [{workload: 'w', from: 'a', to: 'b', state: 'failed', error: {...errorOf('x'), message: text}} as never],
    }),
  'ops evacuate status': (text) => renderMoves({moves: [], settled: 0, silent: [{host: 'a', why: text}]} as never, 1),
  'ops boot serve': (text) => {
    const name = untrusted(text)
    const events = [
      {event: 'tftp-refused' as const, client: '10.0.0.9', file: untrusted(text), reason: text},
      {event: 'beacon' as const, client: '10.0.0.9', host: undefined, stage: name, state: name, detail: name, mac: 'm', uptimeS: 1},
      {event: 'dhcp' as const, message: 'DISCOVER', mac: text, detail: name},
      {event: 'child' as const, program: 'dnsmasq', line: name},
    ]
    return events.map((event) => eventText({...event, at})).join('\n')
  },
  'ops boot follow': (text) => timelineText('node1', {stages: [stage(text)], verdict: 'stopped', stoppedAt: 'kernel', why: `${text}.`}),
  'ops boot preflight': (text) =>
    preflightText({host: 'a', profile: 'pc', bootable: false, findings: [{subject: text, state: 'bad', message: `${text}.`}]} as never),
  'ops serve nfs-check': (text) =>
    nfsRootsText([{host: 'a', root: '/srv', ladder: [{rung: 'mount', state: 'bad', detail: `${text}.`}]}] as never),
  'ops mirrorlist crawl': (text) =>
    crawlText(
      [{host: text, families: 'IPv4', requests: 1, directories: [], offers: [], urls: [{url: 'u', ok: false, reason: text}]}] as never,
      {visits: [], unvisited: [], postponed: [{host: text, until: 0}], warnings: [text], requests: 1},
      0,
    ),
  'ops mirrorlist crawl history': (text) => historyText([{at, host: text, event: 'failed', about: text, reason: text}] as never),
  'ops mirrorlist query': (text) =>
    queryTable({
      target: 't',
      country: 'SE',
      mirrors: [{name: text, country: 'SE', tier: 'x', private: false, urls: [{url: text}]}],
    } as never),
  'ops mirrorlist stats': (text) =>
    statisticsText({date: 'd', category: 'repositories', total: 1, names: [{name: text, requests: 1}]} as never),
  'ops phone info': (text) => {
    const name = untrusted(text)
    const rom = {row: null, sentence: `the probe found ${text}.`, differences: [text]}
    const sshd = {setUp: true, running: true, layout: text, port: 22, listen: [text], unfinished: false}
    const keys = [{type: 'ssh-ed25519', comment: name, expires: null, expired: false}]
    const phone = {host: 'p', serial: text, model: name, rom, build: name, arch: name, root: false, sshd, keys}
    return renderViews([{...phone, foreignKeys: 0, boot: {hook: 'none', sentence: text}, open: [text]} as never])
  },
  'ops phone ensure': (text) => renderEnsure([{host: 'p', changed: false, banner: text} as never]),
  'ops phone drift': (text) => renderDrift([{host: 'p', drift: [text], next: 'x'} as never]),
}

/** All that a terminal executes, or that reorders what stands beside it; newlines are counted. */
const harmful = /[\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]|[^\P{Cc}\n]/u
const lines = (text: string) => text.split('\n').length
const ofTheCase = 'a\u001b[2J\u0007\nnode9 on'

test.each(Object.keys(renderings))('%s shows text of others as part of its own lines', (name) => {
  const render = renderings[name] as (text: string) => string
  const plain = lines(render('x'))
  const check = (text: string) => {
    const shown = render(text)
    expect(shown).not.toMatch(harmful)
    expect(lines(shown)).toBe(plain)
  }
  check(ofTheCase)
  expect(render(ofTheCase)).toContain(name === 'ops power baseline' ? String.raw`a\u001b[2J\u0007\nnode9 on` : String.raw`node9 on`)
  fc.assert(fc.property(fc.string({unit: 'binary', minLength: 1, maxLength: 60}), check), {numRuns: 200})
})

test('an error keeps the lines that its own package gave it', () => {
  expect(errorText(new OpsError('X', 'one\ntwo\u001b[2J', 'usage'))).toBe('one\ntwo\\x1b[2J')
})
