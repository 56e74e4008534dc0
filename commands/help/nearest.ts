/** Commands near to what was typed: spelled almost the same, else those that contain one of its words. */
export function nearest(typed: readonly string[], commands: readonly (readonly string[])[]): string[] {
  const near = commands
    .map((command) => {
      const [meant, said] = [command.join(' '), typed.slice(0, command.length).join(' ')]
      return {meant, edits: edits(said, meant), allowed: Math.floor(meant.length / 3)}
    })
    .filter(({edits, allowed}) => edits <= allowed)
  const least = Math.min(...near.map(({edits}) => edits))
  const found = near.filter(({edits}) => edits === least).map(({meant}) => meant)
  return found.length > 0 ? found : commands.filter((command) => typed[0] === command.at(-1)).map((command) => command.join(' '))
}

/** Letters to put in, leave out or replace to make one text of the other (Levenshtein's distance). */
function edits(from: string, to: string): number {
  let row = Array.from({length: to.length + 1}, (_, at) => at)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[to.length] as number
}
