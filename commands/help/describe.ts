import type {Command, Interfaces} from '@oclif/core'

type Config = Interfaces.Config
type Topic = Interfaces.Topic

/** All topics and commands, as `ops help --json` prints them. */
export function describeRoot(config: Config): object {
  return {
    name: config.bin,
    version: config.version,
    description: config.pjson.description,
    topics: config.topics.filter(({hidden}) => !hidden).map(({name, description}) => ({name: spaced(name), description})),
    commands: visible(config).map(summarize),
  }
}

export function describeTopic({name, description}: Topic, config: Config): object {
  const below = visible(config).filter(({id}) => id.startsWith(`${name}:`))
  return {name: spaced(name), description, commands: below.map(summarize)}
}

/** A command with its arguments and flags. */
export function describeCommand(command: Command.Loadable, config: Config): object {
  const {description, examples, args, flags, strict, aliases} = command
  const render = (text: string) => text.replaceAll('<%= config.bin %>', config.bin).replaceAll('<%= command.id %>', spaced(command.id))
  return {
    ...summarize(command),
    description: description === undefined ? undefined : render(description),
    aliases: aliases.map(spaced),
    args: Object.values(args).map((arg) => ({
      name: arg.name,
      description: arg.description,
      required: arg.required === true,
      options: arg.options,
      default: arg.default,
    })),
    moreArgs: strict === false,
    flags: Object.values(flags)
      .filter(({hidden}) => !hidden)
      .map((flag) => ({
        name: flag.name,
        char: flag.char,
        type: flag.type,
        description: flag.summary ?? flag.description,
        required: flag.required === true,
        ...('multiple' in flag ? {multiple: flag.multiple === true, options: flag.options, value: flag.helpValue} : {}),
        default: flag.default,
      })),
    examples: (examples ?? []).map((example) => render(typeof example === 'string' ? example : example.command)),
    commands: visible(config)
      .filter(({id}) => id.startsWith(`${command.id}:`))
      .map(summarize),
  }
}

function visible(config: Config): Command.Loadable[] {
  return config.commands.filter(({hidden}) => !hidden).sort((a, b) => a.id.localeCompare(b.id))
}

function summarize({id, summary, description}: Command.Loadable): {name: string; summary: string | undefined} {
  return {name: spaced(id), summary: summary ?? description?.split('\n')[0]}
}

const spaced = (id: string) => id.replaceAll(':', ' ')
