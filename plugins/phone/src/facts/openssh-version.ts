/** `[major, minor]` of what sshd prints about itself, e.g. `OpenSSH_8.0p1`; undefined when it does not say. */
export type OpensshVersion = readonly [number, number]

export function parseOpenssh(text: string): OpensshVersion | undefined {
  const match = /OpenSSH_(?:for_\w+_)?(\d+)\.(\d+)/.exec(text)
  return match === null ? undefined : [Number(match[1]), Number(match[2])]
}

export function atLeast(version: OpensshVersion, major: number, minor: number): boolean {
  return version[0] > major || (version[0] === major && version[1] >= minor)
}
