import {shellQuote} from '@ops/core/transport'
import type {PhoneTransport} from '../adb/phone-transport.ts'
import {backupFolder, type Layout, layouts, manifestFile, opsFolder} from '../layout/layout.ts'
import type {Manifest} from '../plan/manifest.ts'
import {runScript, writeManifest} from './apply.ts'
import {stagedPath} from './stage.ts'
import {step} from './step.ts'

const q = (...words: string[]) => shellQuote(words)

/** Puts everything back as it was before the run that wrote this manifest; returns what it did, for the person. */
export async function rollBack(
  transport: PhoneTransport,
  manifest: Manifest,
  sshd: string,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const {undo} = manifest
  if (undo === undefined) return []
  const layout = layouts[manifest.settings.layout]
  const did: string[] = []
  // The script in its place may still be somebody else's, which knows no "stop" and might never end.
  const isOurs = `grep -q '^# Written by ops' ${q(layout.script)} 2> /dev/null`
  await step(transport, 'stopped the new sshd', `! ${isOurs} || sh ${q(layout.script)} stop`, {signal})
  const lines = ['trap "" HUP PIPE', 'set -e']
  for (const [path, original] of Object.entries(undo.files)) {
    if (original === null) {
      lines.push(`rm -f ${q(path)}`)
      did.push(`removed ${path}`)
    } else {
      const staged = stagedPath(path)
      lines.push(
        `cp -p ${q(`${backupFolder}/${original.backup}`)} ${q(staged)}`,
        `chown ${original.uid}:${original.gid} ${q(staged)}`,
        `chmod ${original.mode.toString(8)} ${q(staged)}`,
        `mv -f ${q(staged)} ${q(path)}`,
        `restorecon ${q(path)} 2> /dev/null || :`,
      )
      did.push(`put back ${path}`)
    }
  }
  await step(transport, 'put the old files back', `${lines.join('\n')}\nsync`, {signal})
  if (undo.wasRunning) {
    if (undo.before !== null) await runScript(transport, layouts[undo.before.settings.layout].script, 'start', signal)
    else await startAsItWas(transport, sshd, layout, signal)
    did.push('started the old sshd again')
  }
  if (undo.before !== null) await writeManifest(transport, undo.before, signal)
  else {
    const made = manifest.folders.filter((path) => path !== opsFolder).reverse()
    await step(
      transport,
      'cleaned up',
      [`rm -f ${q(manifestFile)}`, `rm -rf ${q(opsFolder)}`, ...made.map((path) => `rmdir ${q(path)} 2> /dev/null`), ':'].join('\n'),
      {signal},
    )
    did.push(`removed ${opsFolder}`)
  }
  return did
}

/** Starts an sshd that somebody else had set up with the same files, unless it never stopped. */
async function startAsItWas(
  transport: PhoneTransport,
  sshd: string,
  {config, pidfile}: Layout,
  signal: AbortSignal | undefined,
): Promise<void> {
  const script = `{ read -r pid < ${q(pidfile)}; } 2> /dev/null
[ -n "$pid" ] && [ -d "/proc/$pid" ] && exit 0
cd / && ${q(sshd, '-f', config)} < /dev/null > /dev/null 2>&1`
  await step(transport, 'started the old sshd again', script, {signal})
}
