import {errorTable} from '@ops/core/errors'

/** The one error of the cache's reader, in a table of its own: the reader can be imported without the rest of this plugin. */
export const cacheErrors = errorTable({
  MIRRORLIST_CACHE_BAD: {
    message: (file: string, offset: number, why: string) => `${file} is not a MirrorManager cache: ${why} at byte ${offset}.`,
    hint: () => 'write the file again with generate-mirrorlist-cache, or name another file with --cache',
    exit: 'usage',
    meaning:
      'The file given with --cache is truncated or has another format. Nothing of it is used; a running service keeps its older data.',
  },
})
