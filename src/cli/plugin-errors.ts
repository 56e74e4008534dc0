import {errorTable} from '../errors/index.ts'

/** A command fails with one of them only when it belongs to that plugin. */
export const pluginErrors = errorTable({
  CLI_PLUGIN_NOT_INSTALLED: {
    message: (name: string, namedIn: string) => `The plugin ${name} cannot be loaded: ${namedIn} names it, and it is not installed.`,
    hint: (name, namedIn) => `install ${name}, or take it out of "oclif.plugins" and "dependencies" in ${namedIn}`,
    exit: 'usage',
    meaning:
      'A package.json lists a plugin whose package is not there. Other commands go on without it and say so; nothing is switched off, because the plugin may have a guard.',
  },
  CLI_PLUGIN_NOT_BUILT: {
    message: (name: string, file: string, _root: string) => `The plugin ${name} cannot be loaded: its file ${file} does not exist.`,
    hint: (_name, _file, root) => `npm run build --prefix ${root}`,
    exit: 'usage',
    meaning:
      'The package.json of a plugin names a module ("ops": {"register": …}) that is not there, mostly because it was not built. Other commands go on without it and say so; nothing is switched off, because the plugin may have a guard.',
  },
  CLI_PLUGIN_BROKEN: {
    message: (name: string, why: string, _from: string) => `The plugin ${name} cannot be loaded: ${why}.`,
    hint: (name, _why, from) => `correct the plugin in ${from}, or take ${name} out of "oclif.plugins" in the package.json of ops`,
    exit: 'usage',
    meaning:
      'The module of a plugin, or that of its commands, failed when it was imported, has no function "register", or registers a name that another plugin has. Other commands go on without it and say so; nothing is switched off, because the plugin may have a guard.',
  },
})
