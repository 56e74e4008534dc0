/** A `service` section of an .rc file. */
export interface RcService {
  name: string
  argv: readonly string[]
  seclabel: string | undefined
  oneshot: boolean
  /** Started only by name, not with its class. */
  disabled: boolean
  classes: readonly string[]
}

/** An `on` section: an event such as `boot`, properties that must have a value, or both. */
export interface RcAction {
  event: string | undefined
  properties: readonly {name: string; value: string}[]
  commands: readonly (readonly string[])[]
}

export interface RcFile {
  services: readonly RcService[]
  actions: readonly RcAction[]
}

/**
 * Reads what a lab phone needs of the Android Init Language (system/core/init/README.md): tokens, quotes, comments and
 * line folding; sections `service` and `on` with `&&`; of the options seclabel, oneshot, disabled and class. Other
 * options, and commands that a lab phone does not run, are ignored as init ignores unknown sections.
 */
export function parseRc(text: string): RcFile {
  const services: RcService[] = []
  const actions: RcAction[] = []
  for (const [head = [], ...body] of sections(text)) {
    const [keyword, ...tokens] = head
    if (keyword === 'on') actions.push({...trigger(tokens), commands: body})
    else if (keyword === 'service' && tokens.length >= 2) {
      const option = (name: string) => body.find(([token]) => token === name)?.slice(1)
      services.push({
        name: tokens[0] ?? '',
        argv: tokens.slice(1),
        seclabel: option('seclabel')?.[0],
        oneshot: option('oneshot') !== undefined,
        disabled: option('disabled') !== undefined,
        classes: option('class') ?? ['default'],
      })
    }
  }
  return {services, actions}
}

/** Lines of tokens; a section begins with `service`, `on` or `import`, and lines before the first are ignored. */
function sections(text: string): string[][][] {
  const found: string[][][] = []
  for (const line of text.replaceAll(/\\\n/g, ' ').split('\n')) {
    const tokens = tokenize(line)
    if (tokens.length === 0) continue
    if (/^(service|on|import)$/.test(tokens[0] ?? '')) found.push([tokens])
    else found.at(-1)?.push(tokens)
  }
  return found
}

function tokenize(line: string): string[] {
  const tokens = line.match(/#.*|(?:"[^"]*"|\\.|[^\s"\\])+/g) ?? []
  const comment = tokens.findIndex((token) => token.startsWith('#'))
  return (comment < 0 ? tokens : tokens.slice(0, comment)).map((token) => token.replaceAll(/"([^"]*)"|\\(.)/g, '$1$2'))
}

function trigger(tokens: readonly string[]): Pick<RcAction, 'event' | 'properties'> {
  const parts = tokens.filter((token) => token !== '&&')
  return {
    event: parts.find((part) => !part.startsWith('property:')),
    properties: parts.flatMap((part) => {
      const [, name, value] = /^property:([^=]+)=(.*)$/.exec(part) ?? []
      return name === undefined || value === undefined ? [] : [{name, value}]
    }),
  }
}
