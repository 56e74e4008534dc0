import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {silentProgress} from '@ops/core/progress'
import {asOpsError, OpsError} from '@ops/core/errors'
import {systemClock} from '@ops/core/time'
import type {PhoneTransport} from '../src/adb/phone-transport.ts'
import {stepFunctions} from '../src/apply/compose-step.ts'
import {generations} from '../src/lab/generations.ts'
import type {SshdRequest} from '../src/plan/request.ts'
import type {PhoneServices} from '../src/session/phone-services.ts'
import {removeSshd} from '../src/service/remove-sshd.ts'
import {type SetUpOutcome, setUpSshd} from '../src/service/set-up-sshd.ts'
import {composeScript} from '../src/shell/compose-script.ts'
import {type Scenario, scenario} from './kill-scenarios.ts'
import {modelLogins} from './shell-phone/logins.ts'
import {type PhoneFile, type ShellPhone, startShellPhone} from './shell-phone/shell-phone.ts'

/** A set-up that was made by hand after the how-to; its sshd runs on port 22. */
const byHand = `echo 'ssh-ed25519 AAAAhers her "key" $(reboot)' > /data/ssh/authorized_keys
chmod 600 /data/ssh/authorized_keys
chown 2000:2000 /data/ssh/authorized_keys
echo 'rsa' > /data/ssh/ssh_host_rsa_key
cat > /data/ssh/sshd_config
BIN/sshd -f /data/ssh/sshd_config`
const handConfig = `AuthorizedKeysFile /data/ssh/authorized_keys
PasswordAuthentication no
StrictModes no
HostKey /data/ssh/ssh_host_rsa_key
pidfile /data/ssh/sshd.pid
`

/**
 * Kills one run of ops before each of its steps, and reports what is left, who gets in, and what the next run does. Steps
 * that leave only copies and staged files are one group. With `cut: lines` the phone itself fails too, after each
 * line of each script.
 */
export async function killMatrix(input: string): Promise<string> {
  const {rom = '', run = '', cut} = Object.fromEntries(input.split('\n').map((line) => line.split(/: (.*)/s, 2)))
  const generation = generations[rom]
  if (generation === undefined) throw new Error(`There is no ROM "${rom}".`)
  const made = scenario(run, rom)
  using phone = startShellPhone(generation)
  const start = await prepare(phone, generation.bin, made)
  const access = () => (made.oldAccess(phone) ? 'works' : 'LOST')
  const hadAccess = made.oldAccess(phone)
  const steps: Step[] = []
  const whole = await act(phone, made.request, made.remove, (doing, script) => {
    steps.push({at: steps.length + 1, doing, script, tree: phone.tree(), restore: phone.save()})
  })
  const end = phone.tree()
  const lines = [`not killed: ${describeOutcome(whole)}`]
  for (const group of await grouped(phone, steps, made, cut === 'lines')) {
    const next = async (before = ':') => {
      group.restore()
      await phone.sh(before)
      return describeOutcome(await act(phone, made.request, made.remove), describeOutcome(whole))
    }
    group.restore()
    const now = hadAccess ? access() : 'there was none'
    const outcome = await next()
    const [after, later] = [phone.tree(), access()]
    lines.push(
      '',
      group.title,
      `  changed: ${differences(start, group.tree)}`,
      `  old access: ${now === 'LOST' && later === 'works' && group.inside ? 'comes back with the next run' : now}`,
      `  next run: ${outcome}`,
      `  leaves the phone ${same(end, after) ? 'as an undisturbed run' : `OTHERWISE: ${differences(end, after)}`}`,
    )
    if (made.fault !== undefined && !group.inside) lines.push(`  next run, without the fault: ${await next(made.fault.undo)}`)
  }
  return lines.join('\n')
}

interface Step {
  at: number
  doing: string
  script: string
  /** The phone before it. */
  tree: Tree
  restore: () => void
}

interface Group {
  title: string
  tree: Tree
  restore: () => void
  /** The phone failed inside a script, which a kill of ops would not have ended. */
  inside: boolean
}

/** Steps before which the phone is the same, and between them what is left when it fails inside one. */
async function grouped(phone: ShellPhone, steps: readonly Step[], {fault}: Scenario, cut: boolean): Promise<Group[]> {
  const groups: Group[] = []
  // What happens before the verification is the same as without the fault, and is part of that golden file.
  const from = fault === undefined ? 0 : steps.findIndex(({doing}) => doing === 'logged in')
  for (let at = Math.max(0, from); at < steps.length; ) {
    const first = steps[at] as Step
    const alike = steps.slice(at).findIndex(({tree}) => !same(tree, first.tree))
    const some = steps.slice(at, alike < 0 ? undefined : at + alike)
    const last = some.at(-1) as Step
    const numbers = some.length === 1 ? `step ${first.at}` : `steps ${first.at}-${last.at}`
    const doing = [...new Set(some.map((step) => step.doing))].join('; ')
    groups.push({title: `killed before ${numbers}: ${doing}`, tree: last.tree, restore: last.restore, inside: false})
    if (cut) for (const step of some) groups.push(...(await insideOf(phone, step, steps[step.at]?.tree)))
    at += some.length
  }
  return groups
}

const front = composeScript(stepFunctions(), [])

async function insideOf(phone: ShellPhone, {at, doing, script, tree, restore}: Step, after: Tree | undefined): Promise<Group[]> {
  // The functions in front do nothing by themselves.
  const functions = script.startsWith(front) ? front : ''
  const lines = script.slice(functions.length).trimEnd().split('\n')
  const groups: Group[] = []
  for (let count = 1; count < lines.length; count++) {
    restore()
    await phone.sh(functions + lines.slice(0, count).join('\n'))
    const left = phone.tree()
    if ([tree, after, groups.at(-1)?.tree].some((other) => other !== undefined && same(left, other))) continue
    const title = `step ${at} (${doing}) cut after line ${count} of ${lines.length}: ${lines[count - 1]}`
    groups.push({title, tree: left, restore: phone.save(), inside: true})
  }
  return groups
}

type Tree = Map<string, PhoneFile>

async function prepare(phone: ShellPhone, bin: string | undefined, {before, byHand: beside, fault}: Scenario): Promise<Tree> {
  if (phone.generation.name === '20') await phone.sh('mkdir -p /data/adb/service.d')
  if (beside && bin !== undefined) await phone.sh(byHand.replace('BIN', bin), handConfig)
  if (before !== undefined) await act(phone, before, false)
  if (fault !== undefined) await phone.sh(fault.make)
  return phone.tree()
}

/** One run of the use case as the command starts it; `tick` is called with every step before it reaches the phone. */
async function act(
  phone: ShellPhone,
  {keys, ...request}: SshdRequest,
  remove: boolean,
  tick: (doing: string, script: string) => void = () => {},
): Promise<SetUpOutcome | OpsError> {
  const stateDir = mkdtempSync(join(tmpdir(), 'ops-kill-matrix-'))
  const transport: PhoneTransport = {
    ...phone.transport,
    shell(script, options = {}) {
      tick(options.doing ?? '', script)
      return phone.transport.shell(script, options)
    },
  }
  const services: PhoneServices = {
    server: {host: '127.0.0.1', port: 0},
    clock: systemClock,
    progress: silentProgress,
    stateDir,
    open: async () => transport,
    logins: modelLogins(phone, () => tick('logged in', '')),
  }
  const input = {
    phone: {name: 'fp', serial: 'fp', entry: {}},
    keyFiles: [{file: 'k.pub', keys: [...keys]}],
    check: false,
    signal: AbortSignal.timeout(200_000),
  }
  try {
    return remove ? await removeSshd(services, {...input, keyFiles: []}) : await setUpSshd(services, {...input, request})
  } catch (thrown) {
    return asOpsError(thrown, 'fp')
  } finally {
    rmSync(stateDir, {recursive: true})
  }
}

/** How a run ended: its sentence, or its plan without the diffs; `the same` as the undisturbed run. */
function describeOutcome(outcome: SetUpOutcome | OpsError, whole?: string): string {
  const plan = outcome instanceof OpsError ? [] : outcome.plan.split('\n').filter((line) => line !== '' && !line.startsWith(' '))
  const words =
    outcome instanceof OpsError
      ? `exit ${outcome.exit}: ${outcome.message}`
      : (plan.length === 0 ? ['no changes'] : [...plan, 'done']).join('; ')
  const first = outcome instanceof OpsError || outcome.rolledBack.length === 0 ? '' : 'reports a roll-back first; '
  return first + (words === whole ? 'the same' : words)
}

function same(a: Tree, b: Tree): boolean {
  return differences(a, b) === 'nothing'
}

function differences(from: Tree, to: Tree): string {
  const [a, b] = [plain(from), plain(to)]
  const words = [...new Set([...a.keys(), ...b.keys()])].sort().flatMap((path) => {
    if (a.get(path) === b.get(path)) return []
    return [`${a.has(path) ? (b.has(path) ? '~' : '-') : '+'}${path}`]
  })
  return words.length === 0 ? 'nothing' : words.join(' ')
}

/** What counts of a phone: not which process id sshd got, nor what was staged or copied, nor the order in the manifest. */
function plain(tree: Tree): Map<string, string> {
  const kept = [...tree].filter(([path]) => !/^\/data\/ssh\/ops\/(backup|staging)|^\/proc(\/\d+)?$/.test(path))
  return new Map(
    kept.map(([path, {text, ...owner}]) => {
      if (path.startsWith('/proc/')) return [`sshd of ${/^pidfile (.*)$/im.exec(text ?? '')?.[1]}`, text ?? '']
      const content = path.endsWith('.pid') ? 'PID' : path.endsWith('manifest.json') ? sorted(JSON.parse(text ?? '')) : text
      return [path, JSON.stringify([owner, content])]
    }),
  )
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.entries(value)
    .map(([name, inner]) => [name, sorted(inner)])
    .sort()
}
