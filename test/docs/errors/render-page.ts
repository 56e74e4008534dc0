import {type ExitName, exitCodes} from '../../../src/errors/exit-codes.ts'
import {renamedCodes} from '../../../src/errors/renamed-codes.ts'
import type {ErrorEntry} from './read-errors.ts'
import {isValue, renderSentence, wordings} from './render-sentence.ts'

const exitMeanings: Record<ExitName, string> = {
  done: 'done, or already so',
  internal: 'internal error, or a program on this machine failed',
  someFailed: 'some hosts failed',
  allFailed: 'all hosts failed',
  unreachable: 'unreachable',
  refused: 'refused: nothing was changed by the refused act',
  changes: 'something is to be changed: found by --dry-run or --check, by ops mirrorlist lint without --fix, or by ops phone doctor',
  usage: 'wrong input: command line, inventory, settings or data',
  wrongNode: 'Node is too old, and the pinned Node 24 is missing',
  deadline: 'a time limit is over, also that of a server',
  unknownCommand: 'unknown command',
  interrupted: 'ended by SIGINT (Ctrl-C)',
  terminated: 'ended by SIGTERM',
}

const titles: Record<string, string> = {
  core: 'Core',
  power: 'Power',
  evacuate: 'Evacuation',
  boot: 'Boot',
  mirrorlist: 'Mirrorlist',
  phone: 'Phone',
  lab: 'Lab',
}

/** docs/errors.md. */
export function renderPage(errors: readonly ErrorEntry[]): string {
  const owners = [...new Set([...Object.keys(titles), ...errors.map(({owner}) => owner)])]
  return `${[
    '# Errors',
    '<!-- Written by `npm run docs` from the error tables in the sources. Edit those. -->',
    intro,
    exitTable(),
    ...owners.flatMap((owner) =>
      section(
        titles[owner] ?? owner,
        errors.filter((error) => error.owner === owner),
      ),
    ),
    renamed(),
  ].join('\n\n')}\n`
}

const intro = `Each error has a code, a sentence, a next step where there is one, and an exit code. Codes do not change between
releases unless the [changelog](../CHANGELOG.md) says so; sentences may.

- **You have a sentence:** search this page for words of it that are not names or figures of yours, such as \`is not reachable\`.
- **You want the code:** repeat the command with \`--json\`, if it only reads. For one that acted on machines \`ops runs show RUN\` prints
  the codes of its run; \`ops runs list\` lists the runs.

An error that ends the whole command is printed on stderr: the sentence, then \`Next: …\`. The error of one host is part of the result: it
is printed under its host on stdout, with its own \`Next: …\`. With \`--json\` stdout has one document:
\`{"ok": false, "error": {code, message, host?, hint?, exit}}\`, and \`result.hosts[].error\` for each host that failed.

The exit code of an error is what a command ends with that fails as a whole or on its only host. A command over several hosts ends
with 2 if some of them failed and with 3 if all did; if all failed and their errors have the same exit code 4, 5 or 124, it ends with
this one. \`result.hosts[].error.exit\` is the exit code of each host's own error.

In the sentences below *italics* stand for values. \\[Brackets\\] enclose words that are not always there, or wordings
divided by |.`

function exitTable(): string {
  const rows = Object.entries(exitCodes).map(([name, code]) => `| ${code} | ${exitMeanings[name as ExitName]} |`)
  return ['| exit code | meaning |', '|---|---|', ...rows].join('\n')
}

function section(title: string, errors: readonly ErrorEntry[]): string[] {
  return errors.length === 0 ? [] : [`## ${title}`, ...errors.map(renderError)]
}

function renderError({code, sentences, meaning, hints, hintNote, exits, exitNote}: ErrorEntry): string {
  const quotes = sentences.flatMap(wordings).map((sentence) => `> ${renderSentence(sentence)}`)
  const lines = [`### ${code}`, '', quotes.join('\n>\n'), '']
  if (meaning !== undefined) lines.push(escapeHtml(meaning), '')
  // A hint that is all value is computed where the error is thrown.
  const written = hints.flatMap(wordings).filter((hint) => !isValue(hint))
  for (const hint of written) lines.push(`- Next: ${renderSentence(hint)}`)
  if (hintNote !== undefined) lines.push(`- Next: ${escapeHtml(hintNote)}`)
  lines.push(`- Exit code: ${exits.map((exit) => exitCodes[exit]).join(', ')}${exitNote === undefined ? '' : `; ${exitNote}`}`)
  return lines.join('\n')
}

const escapeHtml = (text: string) => text.replaceAll(/[<*_[\]]/g, '\\$&')

function renamed(): string {
  const rows = Object.entries(renamedCodes).map(([old, present]) => {
    if (typeof present === 'string') return `| ${old} | ${present} |`
    const byCommand = Object.entries(present).map(
      ([command, code]) => `${code} (${command === 'other' ? 'other commands' : `ops ${command}`})`,
    )
    return `| ${old} | ${byCommand.join(', ')} |`
  })
  return [
    '## Renamed codes',
    '',
    'Journals keep the code that was written; `ops runs show` prints the present one.',
    '',
    '| code in 0.1.0 | present code |',
    '|---|---|',
    ...rows,
  ].join('\n')
}
