import { registerHooks } from 'node:module';

/**
 * Changes a module of the program as it is loaded: what makes a control of a campaign, and what makes a campaign quick. Every
 * text must stand in it, so that a change of the program cannot make a control do nothing.
 */
export function changeSource(
  module: string,
  changes: readonly (readonly [from: string, to: string])[],
): void {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(module)) return loaded;
      let source = String(loaded.source);
      for (const [from, to] of changes) {
        if (!source.includes(from))
          throw new Error(`${module} no longer says ${from}: write what is loaded before it anew`);
        source = source.replace(from, to);
      }
      return { ...loaded, source };
    },
  });
}
