import {escapeJson} from '@ops/core/untrusted'
import type {Baseline} from '../guards/undeclared/find-baseline.ts'

/** Lines for the inventory. */
export function renderBaseline({host, names, leftOut}: Baseline): string {
  const rest = leftOut.map((name) => `# Left out, because it seems to end by itself: ${name}`)
  if (names.length === 0) {
    const only = rest.length === 0 ? 'only programs that every machine runs' : 'nothing else that always runs'
    return [`${host} runs ${only}; it needs no "baseline:".`, ...rest].join('\n')
  }
  return [
    `# ${host} runs these programs now. Keep those that always run and are no work; declare work under "workloads:".`,
    'hosts:',
    `  ${host}:`,
    '    baseline:',
    ...names.map((name) => `      - ${escapeJson(JSON.stringify(name))}`),
    ...rest,
  ].join('\n')
}
