import {editDistance} from '@ops/core/spelling'

/** Commands near to what was typed: spelled almost the same, else those that contain one of its words. */
export function nearest(typed: readonly string[], commands: readonly (readonly string[])[]): string[] {
  const near = commands
    .map((command) => {
      const [meant, said] = [command.join(' '), typed.slice(0, command.length).join(' ')]
      return {meant, edits: editDistance(said, meant), allowed: Math.floor(meant.length / 3)}
    })
    .filter(({edits, allowed}) => edits <= allowed)
  const least = Math.min(...near.map(({edits}) => edits))
  const found = near.filter(({edits}) => edits === least).map(({meant}) => meant)
  return found.length > 0 ? found : commands.filter((command) => typed[0] === command.at(-1)).map((command) => command.join(' '))
}
