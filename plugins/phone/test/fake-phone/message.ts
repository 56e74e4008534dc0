/** Commands of the adb protocol (packages/modules/adb, protocol.txt). */
export const commands = {
  CNXN: 0x4e584e43,
  AUTH: 0x48545541,
  OPEN: 0x4e45504f,
  OKAY: 0x59414b4f,
  WRTE: 0x45545257,
  CLSE: 0x45534c43,
} as const
export type CommandName = keyof typeof commands

export interface Message {
  command: CommandName
  arg0: number
  arg1: number
  payload: Buffer
}

const names = new Map(Object.entries(commands).map(([name, word]) => [word as number, name as CommandName]))
const headLength = 24

/** Head: command, arg0, arg1, length, sum of the payload's bytes, command with every bit turned; little-endian words. */
export function encode({command, arg0, arg1, payload}: Message): Buffer {
  const word = commands[command]
  const head = Buffer.alloc(headLength)
  const sum = payload.reduce((total, byte) => (total + byte) >>> 0, 0)
  for (const [at, value] of [word, arg0, arg1, payload.length, sum, (word ^ 0xffffffff) >>> 0].entries()) head.writeUInt32LE(value, at * 4)
  return Buffer.concat([head, payload])
}

/** Takes whole messages out of a stream of bytes. */
export function decoder(): (chunk: Buffer) => Message[] {
  let rest = Buffer.alloc(0)
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    const messages: Message[] = []
    while (rest.length >= headLength && rest.length >= headLength + rest.readUInt32LE(12)) {
      const end = headLength + rest.readUInt32LE(12)
      const command = names.get(rest.readUInt32LE(0))
      if (command === undefined || (rest.readUInt32LE(20) ^ 0xffffffff) >>> 0 !== rest.readUInt32LE(0))
        throw new Error('This is no adb message.')
      messages.push({command, arg0: rest.readUInt32LE(4), arg1: rest.readUInt32LE(8), payload: rest.subarray(headLength, end)})
      rest = rest.subarray(end)
    }
    return messages
  }
}
