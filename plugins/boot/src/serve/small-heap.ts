import {setFlagsFromString} from 'node:v8'

/**
 * Keeps V8's young generation at the size it has: in a flood it would grow from 16 MiB to 64 and stay so, though nothing of a packet
 * outlives it. (Node gives a size only to those who start it.)
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
