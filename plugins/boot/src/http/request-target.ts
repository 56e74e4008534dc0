/**
 * Path and query of a request line (RFC 9112 section 3.2), undefined for what is neither. `new URL(target, base)` takes the
 * `//vmlinux` that loaders make of a folder's address and a file for a server of that name, and throws for `//`.
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
