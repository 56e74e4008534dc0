const pollMs = 200

/** True once it holds, false when it never did within 20 s; vitest's own poll knows only one test at a time. */
export async function eventually(holds: () => Promise<boolean>): Promise<boolean> {
  const until = Date.now() + 20_000
  while (!(await holds())) {
    if (Date.now() > until) return false
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  return true
}
