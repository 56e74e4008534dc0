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
 * options, and commands that nobody runs here, are kept out of the way as init keeps unknown sections.
 */
export function parseRc(text: string): RcFile {
  const services: RcService[] = []
  const actions: RcAction[] = []
  for (const [head = [], ...body] of sections(text)) {
    const [keyword, ...words] = head
    if (keyword === 'on') actions.push({...trigger(words), commands: body})
    else if (keyword === 'service' && words.length >= 2) {
      const option = (name: string) => body.find(([word]) => word === name)?.slice(1)
      services.push({
        name: words[0] ?? '',
        argv: words.slice(1),
        seclabel: option('seclabel')?.[0],
        oneshot: option('oneshot') !== undefined,
        disabled: option('disabled') !== undefined,
        classes: option('class') ?? ['default'],
      })
    }
  }
  return {services, actions}
}

/** Lines of tokens; a section begins with `service`, `on` or `import`, and what stands before the first is ignored. */
function sections(text: string): string[][][] {
  const found: string[][][] = []
  for (const line of text.replaceAll(/\\\n/g, ' ').split('\n')) {
    const words = tokens(line)
    if (words.length === 0) continue
    if (/^(service|on|import)$/.test(words[0] ?? '')) found.push([words])
    else found.at(-1)?.push(words)
  }
  return found
}

function tokens(line: string): string[] {
  const words = line.match(/#.*|(?:"[^"]*"|\\.|[^\s"\\])+/g) ?? []
  const comment = words.findIndex((word) => word.startsWith('#'))
  return (comment < 0 ? words : words.slice(0, comment)).map((word) => word.replaceAll(/"([^"]*)"|\\(.)/g, '$1$2'))
}

function trigger(words: readonly string[]): Pick<RcAction, 'event' | 'properties'> {
  const parts = words.filter((word) => word !== '&&')
  return {
    event: parts.find((part) => !part.startsWith('property:')),
    properties: parts.flatMap((part) => {
      const [, name, value] = /^property:([^=]+)=(.*)$/.exec(part) ?? []
      return name === undefined || value === undefined ? [] : [{name, value}]
    }),
  }
}
