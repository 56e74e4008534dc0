import {errors} from '../errors.ts'

export interface TftpUrl {
  address: string
  port: number
  file: string
}

/** `tftp://host/file;mode=octet` (RFC 3617; a port, which its grammar lacks, is taken as curl and iPXE take it). */
export function readTftpUrl(text: string): TftpUrl | undefined {
  if (!/^tftp:\/\//i.test(text)) return undefined
  const match = /^tftp:\/\/(?:\[([^\]]+)\]|([^/:]+))(?::(\d{1,5}))?\/([^;]+)(?:;mode=octet)?$/i.exec(text)
  const address = match?.[1] ?? match?.[2]
  if (address === undefined || match?.[4] === undefined) throw errors.BOOT_BAD_URL({}, text)
  return {address, port: Number(match[3] ?? 69), file: decodeURIComponent(match[4])}
}
