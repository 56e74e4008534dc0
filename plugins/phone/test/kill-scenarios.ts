import type {HookName} from '../src/layout/hooks.ts'
import type {PublicKey} from '../src/keys/public-key.ts'
import type {SshdRequest} from '../src/plan/request.ts'
import {letsIn} from './shell-phone/logins.ts'
import type {ShellPhone} from './shell-phone/shell-phone.ts'

/** What is run on the phone and killed. */
export interface Scenario {
  remove: boolean
  request: SshdRequest
  /** The run before it; undefined: there was none. */
  before?: SshdRequest
  /** An sshd that was set up by hand runs too. */
  byHand: boolean
  /** Shell text that makes the run fail at its verification, and one that removes the fault. */
  fault?: {make: string; undo: string}
  /** Does who could log in before still get in? */
  oldAccess(phone: ShellPhone): boolean
}

const key = (name: string): PublicKey => ({type: 'ssh-ed25519', blob: `AAAA${name}`, comment: name})
/** So that every kind of hook is killed somewhere; 17.1 has none. */
const hooks: Readonly<Record<string, HookName>> = {'14.1': 'userinit', '18.1': 'rc', '20': 'magisk'}
const noSftp = {make: 'chown 0:0 /data/local/tmp', undo: 'chown 2000:2000 /data/local/tmp'}
const handsIn = (phone: ShellPhone) => letsIn(phone, 22, 'AAAAhers')
const firstIn = (phone: ShellPhone) => [8022, 8023].some((port) => letsIn(phone, port, 'AAAAfirst'))

export function scenario(run: string, rom: string): Scenario {
  const hook = hooks[rom]
  const first: SshdRequest = {keys: [key('first')], ...(hook === undefined ? {} : {hook})}
  const change: SshdRequest = {keys: [key('second')], port: 8023}
  const article: SshdRequest = {...first, layout: 'article'}
  switch (run) {
    case 'a first set-up beside an sshd by hand':
      return {remove: false, request: first, byHand: true, oldAccess: handsIn}
    case 'a first set-up in the layout of the how-to, over an sshd by hand':
      return {remove: false, request: article, byHand: true, oldAccess: handsIn}
    case 'a change of key and port':
      return {remove: false, before: first, request: change, byHand: false, oldAccess: firstIn}
    case 'a change that gives up its boot hook':
      return {remove: false, before: first, request: {...first, hook: 'none'}, byHand: false, oldAccess: firstIn}
    case 'a removal':
      return {remove: true, before: first, request: {keys: []}, byHand: true, oldAccess: handsIn}
    case 'a removal of the layout of the how-to':
      // An sshd by hand that this layout replaced is not started again, so it counts as none.
      return {remove: true, before: article, request: {keys: []}, byHand: true, oldAccess: () => false}
    case 'a first set-up that cannot prove sftp':
      return {remove: false, request: first, byHand: true, fault: noSftp, oldAccess: handsIn}
    case 'a first set-up in the layout of the how-to that cannot prove sftp':
      return {remove: false, request: article, byHand: true, fault: noSftp, oldAccess: handsIn}
    case 'a change that cannot prove sftp':
      return {remove: false, before: first, request: change, byHand: false, fault: noSftp, oldAccess: firstIn}
    default:
      throw new Error(`There is no run "${run}".`)
  }
}
