/** Takes out of an output what differs from run to run: keys, serials, ids of configurations. */
export function normalise(text: string): string {
  return text
    .replaceAll(/127\.20\.\d+\.\d+:\d+/g, 'SERIAL')
    .replaceAll(/AAAA[\w+/]+=*/g, 'KEY')
    .replaceAll(/\/tmp\/ops-phone-lab-\w+/g, 'FOLDER')
    .replaceAll(/key-[\d.]+-[a-z-]+/g, 'COMMENT')
    .replaceAll(/\(pid \d+: /g, '(pid PID: ')
}
