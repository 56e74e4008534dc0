import {errors} from '../errors.ts'

export interface TftpUrl {
  address: string
  port: number
  file: string
}

/** `tftp://host/file;mode=octet` (RFC 3617; a port, which its grammar lacks, is taken as curl and iPXE take it). */
export function readTftpUrl(text: string): TftpUrl {
  const match = /^tftp:\/\/(?:\[([^\]]+)\]|([^/:]+))(?::(\d{1,5}))?\/([^;]+)(?:;mode=octet)?$/i.exec(text)
  const address = match?.[1] ?? match?.[2]
  const [port, file] = [Number(match?.[3] ?? 69), decoded(match?.[4] ?? '%')]
  if (address === undefined || file === undefined || port < 1 || port > 65535) throw errors.BOOT_BAD_URL({}, text)
  return {address, port, file}
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
