import {createTwoFilesPatch, FILE_HEADERS_ONLY} from 'diff'
import type {Action, Ownership} from './action.ts'

/** The plan for people: one line per change, and below a changed file its diff. */
export function renderPlan(actions: readonly Action[]): string {
  return actions.map(renderAction).join('\n')
}

function renderAction(action: Action): string {
  switch (action.kind) {
    case 'folder':
      return `${action.made ? 'make' : 'correct'} folder ${action.path} ${owner(action)}`
    case 'file': {
      const {path, before, after, was} = action
      const attributes = was !== undefined && owner(was) !== owner(action) ? ` (was ${owner(was)})` : ''
      const head = `write ${path} ${owner(action)}${attributes}`
      return before === after ? head : `${head}\n${indent(unifiedDiff(path, before, after))}`
    }
    case 'remove':
      return `remove ${action.path}\n${indent(unifiedDiff(action.path, action.before ?? '', undefined))}`
    case 'restore':
      return `restore ${action.path} as it was ${owner(action)}`
    case 'remove-folder':
      return action.whole ? `remove folder ${action.path} with its content` : `remove folder ${action.path} if it is empty`
    case 'host-key':
      return `${action.replaces ? 'replace the broken' : 'make an'} ed25519 host key ${action.path} on the phone`
    case 'process':
      return `${action.act} sshd: ${action.why}`
    case 'roll-back':
      return `complete the roll-back of an earlier run: ${action.steps.join(', ')}`
    case 'mark-done':
      return `verify by logins and mark as done: ${action.why}`
  }
}

function owner({mode, uid, gid}: Ownership): string {
  return `${mode.toString(8).padStart(4, '0')} ${uid}:${gid}`
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
    .join('\n')
}

/** A unified diff of two texts; undefined text is a file that is not there. */
export function unifiedDiff(path: string, before: string | undefined, after: string | undefined): string {
  const nameOf = (text: string | undefined) => (text === undefined ? '/dev/null' : path)
  const options = {context: 3, headerOptions: FILE_HEADERS_ONLY}
  return createTwoFilesPatch(nameOf(before), nameOf(after), before ?? '', after ?? '', undefined, undefined, options).replace(/\n$/, '')
}
