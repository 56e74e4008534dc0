import {Flags} from '@ops/core/cli'

/** What Debian hosts run, for `lab up` and `lab setup`. */
export const softwareFlags = {
  criu: Flags.option({
    description: 'criu of Debian sid, 4.2 or newer, instead of that of Debian 13: it can move inet sockets on kernel 6.16 or later',
    options: ['4.2'] as const,
    helpValue: 'VERSION',
  })(),
  include: Flags.string({description: 'Debian package that the hosts have too; repeatable', helpValue: 'PACKAGE', multiple: true}),
}
