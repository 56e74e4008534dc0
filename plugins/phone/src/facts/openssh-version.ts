/** `[major, minor]` of the version that sshd prints, e.g. `OpenSSH_8.0p1`; undefined when it prints none. */
export type OpensshVersion = readonly [number, number]

export function parseOpensshVersion(text: string): OpensshVersion | undefined {
  const match = /OpenSSH_(?:for_\w+_)?(\d+)\.(\d+)/.exec(text)
  return match === null ? undefined : [Number(match[1]), Number(match[2])]
}

export function atLeast(version: OpensshVersion, major: number, minor: number): boolean {
  return version[0] > major || (version[0] === major && version[1] >= minor)
}
