import {commandForm, isMapping} from '@ops/core/forms'
import {issueMessage} from '@ops/core/yaml'
import {z} from 'zod'
import {absolutePath, transferredPath} from '../../transfer/transferred-path.ts'

/** Options of criu that do not weaken the guarantees of the move. */
const bare = [
  '--tcp-close',
  '--shell-job',
  '-j',
  '--file-locks',
  '-l',
  '--ext-unix-sk',
  '--link-remap',
  '--skip-in-flight',
  '--force-irmap',
  '--evasive-devices',
]
const valued = ['--ghost-limit', '--external', '--cpu-cap', '--irmap-scan-path']

const criuOption = z.string().refine((word) => bare.includes(word) || valued.some((name) => word.startsWith(`${name}=`)), {
  error: `may be one of ${[...bare, ...valued.map((name) => `${name}=VALUE`)].join(', ')}`,
})

const streamTarget = z.string().refine((target) => target === 'journal' || absolutePath.safeParse(target).success, {
  error: 'must be an absolute path without . or .., or journal',
})

export const processSchema = z
  .strictObject({
    pidfile: transferredPath.optional().describe('file that holds the process id of the root of the tree'),
    pid: commandForm.optional().describe('command that prints the process id'),
    files: z.array(transferredPath).default([]).describe('files and folders that the process writes; copied while the process is frozen'),
    stdio: z
      .partialRecord(z.enum(['0', '1', '2']), streamTarget)
      .refine((streams) => streams['0'] === undefined || streams['0'] === '/dev/null', {error: 'descriptor 0 can lead to /dev/null only'})
      .optional()
      .describe('where the copy writes what the process writes to a pipe of its launcher: descriptor to file, or journal'),
    cgroup: absolutePath.optional().describe('cgroup of the copy, below the root of cgroup2 (default: that of the source)'),
    startsOnce: z
      .array(absolutePath)
      .optional()
      .describe('files such as /etc/rc.local with a line for the work that is known not to start it a second time'),
    criu: z.array(criuOption).default([]).describe('further options for criu'),
  })
  .refine(({pidfile, pid}) => pidfile !== undefined || pid !== undefined, {
    error: 'needs either "pidfile" or "pid"',
    params: {keys: ['pidfile', 'pid']},
    when: isMapping,
  })
  .refine(({pidfile, pid}) => pidfile === undefined || pid === undefined, {
    error: issueMessage({message: 'has both "pidfile" and "pid"', hint: 'Remove one of them.'}),
    when: isMapping,
  })

export type ProcessConfig = z.infer<typeof processSchema>
