import {escapeJson} from '@ops/core/untrusted'
import type {Baseline} from '../guards/undeclared/find-baseline.ts'

/** Lines for the inventory. */
export function renderBaseline({host, names}: Baseline): string {
  if (names.length === 0) return `${host} runs only programs that every machine runs; it needs no "baseline:".`
  return [
    `# ${host} runs these programs now. Keep those that always run and are no work; declare work under "workloads:".`,
    'hosts:',
    `  ${host}:`,
    '    baseline:',
    ...names.map((name) => `      - ${escapeJson(JSON.stringify(name))}`),
  ].join('\n')
}
