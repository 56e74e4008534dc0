import type {MoveObstacle} from '@ops/core/seams'

export const obstacle = (host: string, message: string, hint: string): MoveObstacle => ({host, message, hint})
