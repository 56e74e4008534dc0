/**
 * Path and query of a request line (RFC 9112 section 3.2); undefined when it is invalid. `new URL(target, base)` is not
 * used: it would read `//vmlinux`, which some loaders send, as a server name, and throws for `//`.
 */
export function requestTarget(target = '/'): {path: string; query: URLSearchParams} | undefined {
  if (!target.startsWith('/')) {
    if (!URL.canParse(target)) return undefined
    const {pathname, searchParams} = new URL(target)
    return {path: pathname, query: searchParams}
  }
  const at = target.indexOf('?')
  return at < 0
    ? {path: target, query: new URLSearchParams()}
    : {path: target.slice(0, at), query: new URLSearchParams(target.slice(at + 1))}
}
