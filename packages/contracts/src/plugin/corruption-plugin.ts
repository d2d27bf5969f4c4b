import type { View } from '../batch/view.js';
import type { RandomStream } from '../random/random-stream.js';
import type { ExampleContext, HostServices } from '../services/host-services.js';
import type { Definition, Plugin } from './plugin.js';

/** What belongs to one corruption of one example. */
export interface CorruptionContext extends ExampleContext {
  /** Keyed by seed, plugin, epoch and example. */
  readonly random: RandomStream;
  readonly original: View;
}

/** Spoils the input. Pure given its random stream; never changes the view it gets. */
export interface CorruptionPlugin<Options = unknown> extends Plugin<'corruption', Options> {
  /** Largest length after corruption over the length before; 1 where left out. The sampler's budget shrinks by it. */
  growth?(options: Options): number;
  /** Set up once a worker; the function is called once an example. */
  create(options: Options, host: HostServices): (view: View, context: CorruptionContext) => View;
}

declare module './plugin.js' {
  interface PluginKinds {
    corruption: CorruptionPlugin;
  }
}

/** Makes a corruption plugin from its parts. */
export function defineCorruption<Options>(
  definition: Definition<CorruptionPlugin<Options>>,
): CorruptionPlugin<Options> {
  return { apiVersion: 1, kind: 'corruption', ...definition };
}
