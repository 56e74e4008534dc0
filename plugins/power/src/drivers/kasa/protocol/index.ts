export {type MeterReading, parseRealtime, realtimeQuery, type SwitchCommand, switchCommand} from './commands.ts'
export {decrypt, encodeFrame, encrypt, FrameError, FrameReader, maxFrameBytes} from './frame.ts'
export {RefusalError, ReplyError} from './reply.ts'
export {parseSysinfo, sysinfoQuery} from './sysinfo.ts'
