import {commandProblems} from './commands.ts'
import {linkProblems} from './links.ts'
import {codeProblems, fileProblems, moduleProblems, npmProblems, settingProblems, variableProblems} from './names.ts'
import type {Page} from './page.ts'

const checks = [commandProblems, linkProblems, fileProblems, moduleProblems, npmProblems, variableProblems, codeProblems, settingProblems]

/** `file:line: sentence` for everything that a page names and that does not exist. */
export const checkPage = (page: Page): string[] =>
  checks
    .flatMap((check) => check(page))
    .sort((one, other) => one.line - other.line)
    .map(({line, message}) => `${page.file}:${line}: ${message}`)
