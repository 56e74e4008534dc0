import type {SystemInformation} from '../timeline/evidence.ts'
import {slofErrorOf} from './slof-errors.ts'
import {readInformationLine} from './system-information.ts'

/** One observation in a console line; a line may hold several. */
export type ConsoleSign =
  | {kind: 'stage'; stage: string; state: 'ok' | 'failed'; words: string; uptimeS?: number}
  | {kind: 'facts'; facts: SystemInformation}

/** State between lines: an open SYSTEM INFORMATION block. */
export interface ConsoleState {
  information?: SystemInformation
}

/** Patterns of firmware, kernel and user space; the first that matches names the stage. */
const signs: readonly {pattern: RegExp; stage: string; failed?: true; words?: string}[] = [
  {pattern: /Welcome to Open Firmware|^SLOF[* ]|Slimline Open Firmware/, stage: 'firmware', words: 'SLOF'},
  {pattern: /^iPXE (initialising|[\d.]+)|iPXE \(http/, stage: 'firmware', words: 'iPXE'},
  {pattern: /^U-Boot \d{4}\.\d{2}/, stage: 'firmware'},
  {pattern: /SeaBIOS \(version/, stage: 'firmware', words: 'SeaBIOS'},
  {pattern: /Using IPv4 address: \S+|DHCP client bound to address|^net\d+: \d+\.\d+\.\d+\.\d+\//, stage: 'dhcp'},
  {pattern: /TFTP: Received \S+ \(\d+ KBytes\)|Bytes transferred = \d+|^(tftp|http):\S+\.\.\. ok/, stage: 'tftp'},
  {
    pattern: /\.\.\. (Connection timed out|No such file|Operation canceled|Permission denied|Error)\b.*ipxe\.org/,
    stage: 'tftp',
    failed: true,
  },
  {pattern: /^TFTP error: |Retry count exceeded; starting again/, stage: 'tftp', failed: true},
  {pattern: /No bootable device|No more network devices/, stage: 'firmware', failed: true},
  {pattern: /Kernel panic - not syncing/, stage: 'kernel', failed: true},
  {pattern: /(^|\] )Linux version \d|^Booting Linux via |^Linux ppc64/, stage: 'kernel'},
  {pattern: /Program Exception \[/, stage: 'kernel', failed: true, words: 'the firmware caught a program exception in what it started'},
  {pattern: /\blogin: *$/, stage: 'login'},
]

/** Parses one line. Pure: the state is passed in and returned. */
export function readConsoleLine(state: ConsoleState, raw: string): {state: ConsoleState; signs: ConsoleSign[]} {
  const line = plain(raw)
  if (/^\s*SYSTEM INFORMATION\s*$/.test(line))
    return {state: {information: {}}, signs: [{kind: 'stage', stage: 'firmware', state: 'ok', words: 'SYSTEM INFORMATION'}]}
  if (state.information !== undefined && line.trim() !== '') {
    const information = readInformationLine(state.information, line)
    if (information !== undefined) return {state: {information}, signs: []}
    return {state: {}, signs: [{kind: 'facts', facts: state.information}, ...signsOf(line)]}
  }
  return {state, signs: signsOf(line)}
}

function signsOf(line: string): ConsoleSign[] {
  const own = /ops-boot: stage=(\S+) state=(ok|failed)(?: uptime=([\d.]+))? ?(.*)$/.exec(line)
  if (own !== null) {
    const [, stage = '', state, uptime, words = ''] = own
    return [
      {
        kind: 'stage',
        stage,
        state: state === 'failed' ? 'failed' : 'ok',
        words: words.trim(),
        ...(uptime === undefined ? {} : {uptimeS: Number(uptime)}),
      },
    ]
  }
  const error = slofErrorOf(line)
  if (error !== undefined)
    return error.fatal ? [{kind: 'stage', stage: stageOf(error.code), state: 'failed', words: `${error.code}: ${error.words}`}] : []
  const sign = signs.find(({pattern}) => pattern.test(line))
  return sign === undefined
    ? []
    : [
        {
          kind: 'stage',
          stage: sign.stage,
          state: sign.failed ? 'failed' : 'ok',
          words: sign.words ?? /Linux version \S+/.exec(line)?.[0] ?? line.trim(),
        },
      ]
}

/** The stage that a SLOF error ends. */
function stageOf(code: string): string {
  if (code === 'E3001' || code === 'E3008') return 'dhcp'
  if (code === 'E3000' || code === 'E3006' || code === 'E3410') return 'firmware'
  if (code === 'E3403' || code === 'E3408' || code === 'E3409') return 'kernel'
  return 'tftp'
}

/** The line without escape sequences, and only its text after the last carriage return. */
function plain(raw: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals' escape sequences begin with ESC.
  const text = raw.replace(/\u001b(\[[0-9;?]*[A-Za-z]|c|\][^\u0007]*\u0007)/g, '')
  return text.split('\r').findLast((part) => part.trim() !== '') ?? ''
}
