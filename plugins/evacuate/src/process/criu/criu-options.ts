/** Options of dump and restore alike. */
export const criuOptions = (images: string, work: string) => [
  '-D',
  images,
  '-W',
  work,
  '-v4',
  '--no-default-config',
  '--manage-cgroups=ignore',
]

/**
 * Declared options for the dump. Who lets connections be closed cannot foresee whether one is just being made: criu would fail at one
 * that waits to be accepted. Its client sees it closed, and connects again like the others.
 */
export function dumpOptions(options: readonly string[]): string[] {
  return options.includes('--tcp-close') && !options.includes('--skip-in-flight') ? [...options, '--skip-in-flight'] : [...options]
}

/** Declared options for the restore: those that dump alone knows are left out. */
export function restoreOptions(options: readonly string[]): string[] {
  return options.filter(
    (option) => !['--ghost-limit', '--skip-in-flight', '--force-irmap', '--irmap-scan-path'].some((name) => option.startsWith(name)),
  )
}
