import type {Baseline} from '../guards/undeclared/find-baseline.ts'

/** Lines for the inventory. */
export function renderBaseline({host, names}: Baseline): string {
  if (names.length === 0) return `${host} runs only the plain parts of any machine; it needs no baseline.`
  return [
    `# What runs on ${host} now. Keep the names that are no work; declare work under workloads.`,
    'hosts:',
    `  ${host}:`,
    '    baseline:',
    ...names.map((name) => `      - ${JSON.stringify(name)}`),
  ].join('\n')
}
