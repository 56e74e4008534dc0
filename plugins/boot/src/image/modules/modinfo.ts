import {readElf, sectionBytes} from '../../elf/index.ts'

/** Contents of a kernel module's `.modinfo` section. */
export interface ModuleInfo {
  name?: string
  /** Modules that must be loaded before it. */
  depends: string[]
  /** Modules to load before it where they exist (`softdep: pre: …`). */
  wants: string[]
  /** Files below /lib/firmware that it requests. */
  firmware: string[]
  aliases: string[]
  /** `6.1.0-50-powerpc64le SMP mod_unload …`: must equal the kernel's. */
  vermagic?: string
}

/** Reads an uncompressed .ko file. Throws ElfError when it is not an ELF file. */
export function readModuleInfo(bytes: Uint8Array): ModuleInfo {
  const section = readElf(bytes).sections.find(({name}) => name === '.modinfo')
  const info: ModuleInfo = {depends: [], wants: [], firmware: [], aliases: []}
  if (!section) return info
  for (const line of Buffer.from(sectionBytes(bytes, section)).toString('latin1').split('\0')) {
    const [key, value] = split(line)
    if (key === 'name') info.name = value
    else if (key === 'vermagic') info.vermagic = value
    else if (key === 'depends') info.depends.push(...value.split(',').filter(Boolean))
    else if (key === 'softdep') info.wants.push(...before(value))
    else if (key === 'firmware') info.firmware.push(value)
    else if (key === 'alias') info.aliases.push(value)
  }
  return info
}

function split(line: string): [string, string] {
  const at = line.indexOf('=')
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]
}

/** The names after `pre:` of `pre: a b post: c`. */
function before(softdep: string): string[] {
  const names: string[] = []
  let pre = false
  for (const word of softdep.split(/\s+/)) {
    if (word === 'pre:' || word === 'post:') pre = word === 'pre:'
    else if (pre && word) names.push(word)
  }
  return names
}
