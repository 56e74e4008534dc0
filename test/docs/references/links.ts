import {posix} from 'node:path'
import {files, lineAt, type Page, pages, type Problem, prose} from './page.ts'

/** Links of a page to files that are not there, and to headings that their page does not have. */
export function linkProblems(page: Page): Problem[] {
  const text = prose(page)
  return [...text.matchAll(/\]\(([^)\s]*)\)/g)].flatMap((match) => {
    const [path = '', anchor] = (match[1] ?? '').split('#')
    if (/^[a-z]+:/.test(path)) return []
    const problem = (message: string) => [{line: lineAt(text, match.index), message}]
    const target = path === '' ? page.file : posix.join(posix.dirname(page.file), path).replace(/\/$/, '')
    if (path !== '' && !files.some((file) => file === target || file.startsWith(`${target}/`)))
      return problem(`The link ${path} leads to no file.`)
    if (anchor === undefined) return []
    const linked = target === page.file ? page : pages.find(({file}) => file === target)
    if (linked === undefined || anchorsOf(linked).has(anchor)) return []
    return problem(`${target} has no heading #${anchor}.`)
  })
}

/** The anchors that GitHub gives to the headings of a page. */
export function anchorsOf(page: Page): Set<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of prose(page).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const slug = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
      .replaceAll(' ', '-')
    let [anchor, more] = [slug, 0]
    while (anchors.has(anchor)) anchor = `${slug}-${++more}`
    anchors.add(anchor)
  }
  return anchors
}
