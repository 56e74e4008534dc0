import {editDistance} from '@ops/core/spelling'

/** Commands near to what was typed: spelled almost the same, else those that end with its first word. */
export function nearest(typed: readonly string[], commands: readonly (readonly string[])[]): string[] {
  const found = spelledAlike(typed, commands)
  if (found.length > 0) return found
  const [first] = typed
  return commands.filter((command) => command.at(-1) === first || command.join('') === first).map((command) => command.join(' '))
}

/** Those with the fewest letters to correct, at most a third of their own. */
export function spelledAlike(typed: readonly string[], names: readonly (readonly string[])[]): string[] {
  const near = names
    .map((command) => {
      const [meant, said] = [command.join(' '), typed.slice(0, command.length).join(' ')]
      return {meant, edits: editDistance(said, meant), allowed: Math.floor(meant.length / 3)}
    })
    .filter(({edits, allowed}) => edits <= allowed)
  const least = Math.min(...near.map(({edits}) => edits))
  return near.filter(({edits}) => edits === least).map(({meant}) => meant)
}
