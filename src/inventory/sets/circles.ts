/**
 * Each way back to a name that leads to itself: `[a, b, a]`. Looked for without recursion, for chains of any length; a name
 * that was finished is not entered again.
 */
export function findCircles(names: Iterable<string>, next: (name: string) => readonly string[]): string[][] {
  const circles: string[][] = []
  const finished = new Set<string>()
  for (const start of names) {
    const links = finished.has(start) ? [] : next(start)
    if (links.length === 0) continue
    const chain = [{name: start, links, at: 0}]
    const places = new Map([[start, 0]])
    for (let top = chain[0]; top !== undefined; top = chain.at(-1)) {
      const name = top.links[top.at++]
      if (name === undefined) {
        chain.pop()
        places.delete(top.name)
        finished.add(top.name)
        continue
      }
      const place = places.get(name)
      if (place !== undefined) circles.push([...chain.slice(place).map((link) => link.name), name])
      else if (!finished.has(name)) {
        places.set(name, chain.length)
        chain.push({name, links: next(name), at: 0})
      }
    }
  }
  return circles
}

/** `a → b → a`; a circle of a thousand names is not read. */
export function formatCircle(circle: readonly string[]): string {
  const most = 10
  const shown = circle.length <= most ? circle : [...circle.slice(0, most - 2), `${circle.length - most + 1} more`, ...circle.slice(-1)]
  return shown.join(' → ')
}
