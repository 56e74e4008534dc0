import {shellQuote} from '@ops/core/transport'
import {backupFolder, type Layout, layouts, manifestFile} from '../layout/layout.ts'
import type {Manifest, Undo} from '../manifest/manifest.ts'
import {removalOrder} from '../plan/removal-order.ts'
import {leaveGroup} from '../layout/start-script.ts'
import {startScriptLine} from './run-start-script.ts'
import {removeFolderLines} from './remove-folder.ts'
import {installLines, ownLines, stagedPath} from './stage-file.ts'

const q = (...words: string[]) => shellQuote(words)

/**
 * A roll-back as a script for the phone's shell (`describeUndo` says it in words); the manifest of before waits in the
 * staging folder. Running it twice does no harm.
 */
export function wayBack({settings, folders}: Manifest, {files, wasRunning, before}: Undo, sshd: string): string {
  const layout = layouts[settings.layout]
  return [
    'trap "" HUP PIPE',
    'set -e',
    // The script in its place may still be somebody else's, which knows no "stop" and might never end.
    `! grep -q '^# Written by ops' ${q(layout.script)} 2> /dev/null || ${startScriptLine(layout.script, 'stop')}`,
    ...Object.entries(files).flatMap(([path, original]) =>
      original === null
        ? [`rm -f ${q(path)}`]
        : [
            `cp -p ${q(`${backupFolder}/${original.backup}`)} ${q(stagedPath(path))}`,
            ...ownLines(stagedPath(path), original),
            ...installLines(path),
          ],
    ),
    'sync',
    ...(wasRunning
      ? [before === null ? startAsItWas(layout, sshd) : startScriptLine(layouts[before.settings.layout].script, 'start')]
      : []),
    ...(before === null ? removalOrder(folders).map(removeFolderLines) : installLines(manifestFile)),
    'sync',
  ].join('\n')
}

/** Starts an sshd that somebody else had set up with the same files, unless it never stopped. */
function startAsItWas({config, pidfile}: Layout, sshd: string): string {
  return `${leaveGroup} || :
pid=
{ read -r pid < ${q(pidfile)}; } 2> /dev/null || :
case "$(tr '\\0' ' ' < "/proc/\${pid:-none}/cmdline")" in
  *sshd*) ;;
  *) ( cd / && ${q(sshd, '-f', config)} < /dev/null > /dev/null 2>&1 ) ;;
esac 2> /dev/null`
}
