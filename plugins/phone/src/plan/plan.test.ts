import {describe, expect, test} from 'vitest'
import {fileLines, sampleReport} from '../../test/sample-report.ts'
import {hookText} from '../boot/hook-file.ts'
import {type HookName, hookFiles} from '../layout/hooks.ts'
import {layouts, manifestFile, runningFile} from '../layout/layout.ts'
import {idOfConfig, sshdConfig} from '../layout/sshd-config.ts'
import {parseReport} from '../probe/parse-report.ts'
import {formatManifest} from '../manifest/manifest.ts'
import {planSshd} from './plan.ts'
import {planRemoval} from './plan-removal.ts'
import {planKeyRemoval} from './plan-key-removal.ts'
import {renderPlan} from './render-plan.ts'
import type {SshdRequest} from './request.ts'

const key = {type: 'ssh-ed25519', blob: 'AAAA', comment: 'me'}
const facts = (...lines: string[]) => parseReport(sampleReport(lines))
const plan = (report: ReturnType<typeof facts>, request: Partial<SshdRequest> = {}) => planSshd('fp', report, {keys: [key], ...request})
const textOf = (made: ReturnType<typeof plan>, path: string) =>
  made.actions.find((action) => action.kind === 'file' && action.path === path)
const codeOf = (does: () => unknown) => {
  try {
    does()
    return 'planned'
  } catch (error) {
    return (error as {code: string}).code
  }
}

describe('the plan', () => {
  test("writes StrictModes no exactly where the build checks folders and /data is not root's", () => {
    const config = layouts.safe.config
    const openssh = (version: string) => facts(`openssh=OpenSSH_${version}`)
    // The first line of a key counts, so the version is replaced.
    const at = (version: string, ...lines: string[]) => parseReport(sampleReport(lines).replace('OpenSSH_8.0p1', `OpenSSH_${version}`))
    expect(openssh('9').openssh).toEqual([8, 0])
    for (const [version, writes] of [
      ['6.8p1', false],
      ['7.1p2', false],
      ['8.0p1', true],
      ['8.2p1', true],
      ['8.3p1', false],
      ['9.0p1', false],
    ] as const) {
      expect([version, JSON.stringify(textOf(plan(at(version)), config)).includes('StrictModes no')]).toEqual([version, writes])
    }
    expect(JSON.stringify(textOf(plan(at('8.0p1', 'file./data=41f9 0 0')), config))).not.toContain('StrictModes')
    expect(JSON.stringify(textOf(plan(at('9.9p1')), config))).toContain('PerSourcePenaltyExemptList')
  })

  test("writes the expiry time in the phone's time zone", () => {
    const keys = textOf(plan(facts(), {ttlSeconds: 3600}), '/data/ssh/authorized_keys')
    expect(JSON.stringify(keys)).toContain(String.raw`expiry-time=\"20260921161320\" ssh-ed25519 AAAA me`)
  })

  test('keeps the lifetime of a key until it is given another or none, and a key that is given twice is one', () => {
    const keysOf = (request: Partial<SshdRequest>, text: string) =>
      JSON.stringify(textOf(plan(facts(...fileLines('/data/ssh/authorized_keys', text)), request), '/data/ssh/authorized_keys'))
    const ending = '# BEGIN ops\nexpiry-time="20260921161320" ssh-ed25519 AAAA me\n# END ops\n'
    expect(keysOf({}, ending)).toContain(String.raw`\nexpiry-time=\"20260921161320\" ssh-ed25519 AAAA me\n# END`)
    expect(keysOf({ttlSeconds: 7200}, ending)).toContain(String.raw`expiry-time=\"20260921171320\" ssh-ed25519 AAAA me`)
    expect(keysOf({ttlSeconds: 'none'}, ending)).toContain(String.raw`\nssh-ed25519 AAAA me\n# END`)
    expect(keysOf({keys: [key, key]}, '').match(/ssh-ed25519 AAAA me/g)).toHaveLength(1)
  })

  test('refuses a lifetime if a foreign line holds the same key', () => {
    const at = (line: string, request: Partial<SshdRequest>) =>
      codeOf(() => plan(facts(...fileLines('/data/ssh/authorized_keys', `${line}\n`)), {port: 8023, ...request}))
    expect(at('no-pty ssh-ed25519 AAAA hers', {ttlSeconds: 60})).toBe('PHONE_TTL_ELSEWHERE')
    expect(at('no-pty ssh-ed25519 AAAA hers', {})).toBe('planned')
    expect(at('# ssh-ed25519 AAAA hers', {ttlSeconds: 60})).toBe('planned')
    expect(at('ssh-ed25519 AAAAB hers', {ttlSeconds: 60})).toBe('planned')
  })

  test.each<[string, string[], Partial<SshdRequest>, string]>([
    ['no key at all', [], {keys: []}, 'PHONE_KEY_NEEDED'],
    ['an encrypted phone that waits for its password', ['prop.vold.decrypt=trigger_restart_min_framework'], {}, 'PHONE_DATA_LOCKED'],
    ['a folder where the keys should be', ['file./data/ssh/authorized_keys=41f9 0 0'], {}, 'PHONE_FILE_ODD'],
    ['a link where the keys should be', ['file./data/ssh/authorized_keys=a1ff 0 0'], {}, 'PHONE_FILE_ODD'],
    ['a link where the folder should be', ['file./data/ssh=a1ff 0 0'], {}, 'PHONE_FILE_ODD'],
    ['a taken port', [], {port: 22}, 'PHONE_PORT_TAKEN'],
    ['userinit on Android 10', [], {hook: 'userinit'}, 'PHONE_BOOT_UNAVAILABLE'],
    ['Magisk that is not there', [], {hook: 'magisk'}, 'PHONE_BOOT_UNAVAILABLE'],
    ['an init file on a read-only system', [], {hook: 'rc'}, 'PHONE_BOOT_UNAVAILABLE'],
    ['an init file on a writable one', ['system=writable'], {port: 8023, hook: 'rc'}, 'planned'],
    ['a security key on OpenSSH 8.0', [], {keys: [{...key, type: 'sk-ssh-ed25519@openssh.com'}]}, 'PHONE_KEY_TOO_NEW'],
  ])('%s: %s', (_, lines, request, code) => {
    expect(codeOf(() => plan(facts(...lines), {port: 8023, ...request}))).toBe(code)
  })

  test('a phone without sshd, and one without space, are refused', () => {
    expect(codeOf(() => plan(parseReport(sampleReport().replace(/program.sshd.*\n/, ''))))).toBe('PHONE_NO_SSHD')
    expect(codeOf(() => plan(parseReport(sampleReport().replace('40000000 20%', '900 20%'))))).toBe('PHONE_STORAGE_FULL')
  })

  test('completes an interrupted roll-back and does nothing else, for a set-up and for a removal', () => {
    const settings = {layout: 'safe' as const, port: 8023, listen: ['127.0.0.1'], hook: 'none' as const}
    const undo = {files: {'/data/ssh/authorized_keys': {backup: 'b', mode: 0o600, uid: 2000, gid: 2000}}, wasRunning: true, before: null}
    const manifest = {format: 1 as const, state: 'undoing' as const, settings, originals: {}, folders: [], undo}
    const report = facts(...fileLines(manifestFile, formatManifest(manifest)))
    for (const made of [plan(report), planRemoval(report), planKeyRemoval(report, [key])])
      expect(renderPlan(made.actions)).toBe(
        'complete the roll-back of an earlier run: restored /data/ssh/authorized_keys, started the old sshd again, removed /data/ssh/ops',
      )
  })

  test("corrects a folder that others may write to, where root's scripts will be", () => {
    for (const owner of ['41e8 2000 2000', '41f8 0 2000', '41ea 0 2000'])
      expect(renderPlan(plan(facts(`file./data/ssh=${owner}`)).actions)).toContain('correct folder /data/ssh 0750 0:2000')
    expect(renderPlan(plan(facts()).actions)).not.toContain('correct folder')
  })

  test('a removal does not touch keys on a phone that ops never set up', () => {
    expect(planRemoval(facts(...fileLines('/data/ssh/authorized_keys', 'hers\n', 0o100644))).actions).toEqual([])
  })

  test('a running sshd is not moved to a port that another process uses', () => {
    const settings = {layout: 'safe' as const, port: 8023, listen: ['127.0.0.1'], hook: 'none' as const}
    const config = sshdConfig({...settings, layout: layouts.safe, strictModes: false, penalties: false})
    const report = facts(
      ...fileLines(manifestFile, formatManifest({format: 1, state: 'done', settings, originals: {}, folders: []})),
      ...fileLines(layouts.safe.config, config),
      ...fileLines(layouts.safe.pidfile, '99\n'),
      ...fileLines(runningFile, `${idOfConfig(config)}\n`),
      `process.99=sshd: sshd -f ${layouts.safe.config}`,
      'listen=0100007F:1F57',
    )
    expect(codeOf(() => plan(report))).toBe('planned')
    expect(codeOf(() => plan(report, {port: 22}))).toBe('PHONE_PORT_TAKEN')
    expect(codeOf(() => plan(report, {port: 8024}))).toBe('planned')
    expect(renderPlan(plan(report).actions)).not.toContain('sshd:')
    // As after a restart of the phone without its network.
    const lan = {...settings, listen: ['127.0.0.1', '192.0.2.7']}
    const deaf = sshdConfig({...lan, layout: layouts.safe, strictModes: false, penalties: false})
    const later = facts(
      ...fileLines(manifestFile, formatManifest({format: 1, state: 'done', settings: lan, originals: {}, folders: []})),
      ...fileLines(layouts.safe.config, deaf),
      ...fileLines(layouts.safe.pidfile, '99\n'),
      ...fileLines(runningFile, `${idOfConfig(deaf)}\n`),
      `process.99=sshd: sshd -f ${layouts.safe.config}`,
      'listen=0100007F:1F57',
    )
    expect(renderPlan(plan(later).actions)).toContain(
      'restart sshd: sshd does not listen on 192.0.2.7; the phone may not have that address now',
    )
  })

  describe('a boot hook', () => {
    const {script} = layouts.safe
    const setUpWith = (hook: HookName, lines: string[], request: Partial<SshdRequest> = {}) => {
      const settings = {layout: 'safe' as const, port: 8023, listen: ['127.0.0.1'], hook}
      const originals = {[hookFiles[hook]]: null}
      const manifest = formatManifest({format: 1, state: 'done', settings, originals, folders: []})
      return plan(facts(...fileLines(manifestFile, manifest), 'file./data/ssh/ops=41e8 0 2000', ...lines), request)
    }
    const heads = (made: ReturnType<typeof plan>) =>
      renderPlan(made.actions.filter((action) => !('path' in action) || Object.values(hookFiles).includes(action.path)))
        .split('\n')
        .filter((line) => /^\w/.test(line))
    const rc = fileLines(hookFiles.rc, hookText('rc', script, undefined), 0o100644)

    test('of init stays when its partition is read-only again, as it is after every restart', () => {
      expect(setUpWith('rc', rc).settings.hook).toBe('rc')
      expect(setUpWith('rc', []).settings.hook).toBe('none')
    })

    test('that is no longer wanted is removed, and the lines of others stay', () => {
      expect(heads(setUpWith('rc', rc, {hook: 'none'}))).toContain(`remove ${hookFiles.rc}`)
      const hers = fileLines(hookFiles.userinit, hookText('userinit', script, '# hers\n'), 0o100755)
      const action = setUpWith('userinit', hers, {hook: 'none'}).actions.find((one) => 'path' in one && one.path === hookFiles.userinit)
      expect(action).toMatchObject({kind: 'file', after: '# hers\n'})
      expect(heads(setUpWith('userinit', fileLines(hookFiles.userinit, '# hers\n', 0o100755), {hook: 'none'}))).not.toContain('remove')
    })
  })

  test('keeps the hook of the set-up; another layout needs a removal first', () => {
    const settings = {layout: 'safe' as const, port: 9022, listen: ['127.0.0.1', '192.168.1.5'], hook: 'none' as const}
    const report = facts(...fileLines(manifestFile, formatManifest({format: 1, state: 'done', settings, originals: {}, folders: []})))
    expect(plan(report).settings).toEqual(settings)
    expect(plan(report, {port: 8023}).settings.port).toBe(8023)
    expect(codeOf(() => plan(report, {layout: 'article'}))).toBe('PHONE_LAYOUT_SET')
  })
})
