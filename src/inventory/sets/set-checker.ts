import {OpsError} from '../../errors/index.ts'
import {expandHosts, foldHosts, selectsHosts} from '../../hostset/index.ts'
import {nearestName} from '../../spelling/index.ts'
import {findCircles, formatCircle} from './circles.ts'
import {type InventoryScope, nearGroup} from './scope.ts'

/** Why a host set selects nothing. */
export interface SetProblem {
  message: string
  hint?: string
}

/** What a set itself has: its names, the groups that it names, and what is wrong with it alone. */
interface Direct {
  names: string[]
  groups: Set<string>
  problem?: SetProblem
}

export interface SetCheckerInput {
  scope: InventoryScope
  groups: ReadonlyMap<string, string>
  hasHost(name: string): boolean
  /** A host whose name is near. */
  nearHost(name: string): string | undefined
  /** What a name is that is neither host nor group: `a phone`. */
  otherThing(name: string): string | undefined
  /** True for a name that the file has in an entry that was refused: who refers to it makes no second mistake. */
  wasRefused(kind: 'host' | 'group' | 'tag' | 'arch', name: string): boolean
}

/** Says why sets that the file itself has select nothing, each mistake at one place. */
export class SetChecker {
  readonly #input: SetCheckerInput
  readonly #known = new Map<string, SetProblem | undefined>()
  readonly #directs = new Map<string, Direct>()
  /** Groups that have a problem, or refer to one that has. */
  readonly #broken = new Map<string, boolean>()
  #circles: ReadonlyMap<string, readonly string[]> | undefined

  constructor(input: SetCheckerInput) {
    this.#input = input
  }

  /** The problem of a set that was found to select nothing. */
  problemOf(hostset: string): SetProblem | undefined {
    if (!this.#known.has(hostset)) this.#known.set(hostset, this.#find(hostset))
    return this.#known.get(hostset)
  }

  /** The problem of a group's set: a circle of groups is told of its first group only. */
  problemOfGroup(name: string): SetProblem | undefined {
    const circle = this.#circularGroups().get(name)
    if (circle === undefined) return this.problemOf(this.#input.groups.get(name) ?? '')
    if (circle[0] !== name) return undefined
    return {message: `a circle of groups: ${formatCircle(circle.map((one) => `@${one}`))}.`, hint: 'Remove one of them.'}
  }

  #circularGroups(): ReadonlyMap<string, readonly string[]> {
    const {groups} = this.#input
    this.#circles ??= new Map(
      findCircles(groups.keys(), (name) => [...this.#direct(groups.get(name) ?? '').groups])
        .reverse()
        .flatMap((circle) => circle.map((name) => [name, circle] as const)),
    )
    return this.#circles
  }

  #find(hostset: string): SetProblem | undefined {
    const {names, groups, problem} = this.#direct(hostset)
    if (problem !== undefined) return problem
    const missing = names.filter((name) => !this.#input.hasHost(name) && !this.#input.wasRefused('host', name))
    if (missing.length > 0) return this.#missing(missing)
    if (names.some((name) => !this.#input.hasHost(name)) || [...groups].some((name) => this.#isBroken(name))) return undefined
    if (selectsHosts(hostset, this.#input.scope) || this.#isOfRefused(hostset)) return undefined
    const near = nearGroup(hostset, this.#input.scope)
    return {message: `"${hostset}" selects no host.`, ...(near === undefined ? {} : {hint: `Did you mean "${near}"?`})}
  }

  #direct(hostset: string): Direct {
    const known = this.#directs.get(hostset) ?? this.#findDirect(hostset)
    this.#directs.set(hostset, known)
    return known
  }

  /** What is chosen by pattern, tag or architecture, and `@*`, is left out: these hosts are there. */
  #findDirect(hostset: string): Direct {
    const groups = new Set<string>()
    let problem: SetProblem | undefined
    const {scope, wasRefused} = this.#input
    const members = (name: string, source: string) => (source === '' ? undefined : scope.members?.(name, source) && [])
    const group = (name: string, source?: string): string => {
      if (source !== undefined) problem ??= unknownSource(source)
      if (source !== undefined) return ''
      if (this.#input.groups.has(name) || wasRefused('group', name)) groups.add(name)
      else problem ??= unknownGroup(name, [...this.#input.groups.keys()])
      return ''
    }
    try {
      const names = expandHosts(hostset, {hosts: [], group, members})
      return {names, groups, ...(problem === undefined ? {} : {problem})}
    } catch (error) {
      if (!(error instanceof OpsError)) throw error
      return {names: [], groups, problem: {message: error.message, hint: 'Write a set such as node[1-16,20], @group or a,b!c.'}}
    }
  }

  #isBroken(group: string): boolean {
    // Without recursion, for chains of any length: what a group has in it is looked at before the group.
    const open = [group]
    for (let name = open.at(-1); name !== undefined; name = open.at(-1)) {
      const set = this.#input.groups.get(name)
      const inside = set === undefined || this.#circularGroups().has(name) ? undefined : [...this.#direct(set).groups]
      const unknown = this.#broken.has(name) ? [] : (inside ?? []).filter((one) => !this.#broken.has(one))
      open.push(...unknown)
      if (unknown.length > 0) continue
      open.pop()
      if (this.#broken.has(name)) continue
      const isBroken = set === undefined || inside === undefined || inside.some((one) => this.#broken.get(one))
      this.#broken.set(name, isBroken || this.problemOf(set) !== undefined)
    }
    return this.#broken.get(group) ?? false
  }

  #isOfRefused(hostset: string): boolean {
    const [, source, name] = /^@(tag|arch):(.+)$/.exec(hostset) ?? []
    return source !== undefined && this.#input.wasRefused(source as 'tag' | 'arch', name ?? '')
  }

  #missing(names: readonly string[]): SetProblem {
    const [first = ''] = names
    const isOne = names.length === 1
    if (isOne && this.#input.groups.has(first)) return {message: `"${first}" is a group, not a host.`, hint: `Write "@${first}".`}
    const what = isOne ? this.#input.otherThing(first) : undefined
    if (what !== undefined) return {message: `"${first}" is ${what}, not a host.`}
    const near = this.#input.nearHost(first)
    const hint = near === undefined ? {} : {hint: `Did you mean "${near}"?`}
    return {message: `no host is called "${foldHosts(names)}".`, ...hint}
  }
}

function unknownSource(source: string): SetProblem {
  const known = ['tag', 'arch']
  const near = nearestName(source, known)
  const message = `no source of groups is called "${source}"; known sources: ${known.join(', ')}.`
  return {message, ...(near === undefined ? {} : {hint: `Did you mean "@${near}:…"?`})}
}

function unknownGroup(name: string, known: readonly string[]): SetProblem {
  const near = nearestName(name, known)
  return {message: `no group is called "@${name}".`, ...(near === undefined ? {} : {hint: `Did you mean "@${near}"?`})}
}
