import { builtIns } from '../builtins.js';

/** Names of the built-in plugins of a kind, as messages list them. */
export function builtInNames(kind: string): string {
  return builtIns.flatMap((plugin) => (plugin.kind === kind ? plugin.name : [])).join(', ');
}
