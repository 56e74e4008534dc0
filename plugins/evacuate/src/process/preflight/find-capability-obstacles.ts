import type {MoveObstacle} from '@ops/core/seams'
import type {ScriptOutput} from '../../remote/run-script.ts'
import {obstacle, type SurveyedProcess} from './surveyed-process.ts'

/**
 * What a running process may depend on and the destination must have too: instructions of its processor, because its C
 * library chose functions by them at the start, and capabilities, which criu has to give back. criu detects neither in
 * time: a copy that lacks an instruction ends right after COMMIT.
 */
export function findCapabilityObstacles({name, config, source, destination}: SurveyedProcess): MoveObstacle[] {
  const obstacles: MoveObstacle[] = []
  const add = (message: string, hint: string) => obstacles.push(obstacle(destination.host, message, hint))
  const lacking = config.criu.includes('--cpu-cap=none') ? [] : missingInstructions(source.output, destination.output)
  if (lacking.length > 0)
    add(
      `The processor of ${destination.host} lacks ${listSome(lacking)} of ${source.host}, which ${name} may use.`,
      `choose another --to; or, if ${name} uses none of them, add "criu: [--cpu-cap=none]" to ${name}`,
    )
  const [held, given] = [capabilities(source.output), capabilities(destination.output)]
  if (given !== undefined && (held ?? 0n) & ~given)
    add(
      `${name} has capabilities that root cannot give it on ${destination.host} (${listSome(namesOf((held ?? 0n) & ~given))}).`,
      `run ${name} as a user of its own, or start it with setpriv --bounding-set -…`,
    )
  return obstacles
}

/** Flags of /proc/cpuinfo that stand for instructions of user programs (arch/x86/include/asm/cpufeatures.h). */
const x86 =
  /^(fpu|cx8|cmov|mmx|3dnow|3dnowext|fxsr|sse\w*|ssse3|pni|syscall|rdtscp|lahf_lm|abm|xop|fma4?|tbm|fsgsbase|pclmulqdq|cx16|movbe|popcnt|aes|xsave|xsaveopt|xsavec|xgetbv1|avx\w*|f16c|rdrand|rdseed|bmi[12]|hle|rtm|adx|clflushopt|clwb|clzero|sha\w*|ospke|gfni|vaes|vpclmulqdq|rdpid|cldemote|movdiri|movdir64b|enqcmd|serialize|tsxldtrk|amx_\w+|waitpkg|monitorx|user_shstk|sm[34]|cmpccxadd)$/

function missingInstructions(source: ScriptOutput, destination: ScriptOutput): string[] {
  const has = new Set(splitFlags(destination.get('cpu')))
  const all = splitFlags(source.get('cpu'))
  // On other architectures the kernel names only what user programs may use.
  const used = source.get('arch') === 'x86_64' || source.get('arch') === 'i686' ? all.filter((flag) => x86.test(flag)) : all
  return has.size === 0 ? [] : used.filter((flag) => !has.has(flag))
}

function splitFlags(text: string | undefined): string[] {
  return (text ?? '').split(' ').filter(Boolean)
}

/** Those of all lines together; undefined when there is no line. */
function capabilities(output: ScriptOutput): bigint | undefined {
  const sets = output.all('caps')
  return sets.length === 0 ? undefined : sets.reduce((all, set) => all | BigInt(`0x${set}`), 0n)
}

function listSome(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ')
}

/** By number, as in linux/capability.h. */
const capabilityNames =
  'chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable net_bind_service net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot sys_ptrace sys_pacct sys_admin sys_boot sys_nice sys_resource sys_time sys_tty_config mknod lease audit_write audit_control setfcap mac_override mac_admin syslog wake_alarm block_suspend audit_read perfmon bpf checkpoint_restore'.split(
    ' ',
  )

function namesOf(set: bigint): string[] {
  return [...set.toString(2)].reverse().flatMap((bit, at) => (bit === '1' ? [capabilityNames[at] ?? String(at)] : []))
}
