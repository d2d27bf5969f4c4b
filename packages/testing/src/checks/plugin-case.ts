/** What every harness case has. */
export interface PluginCase {
  /** Stands in the test's name and in every failure's message. */
  readonly title: string;
  /** Options as a config would give them; what is left out is filled with defaults. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** The one case of a plugin whose options all have defaults. */
export const defaultCases: readonly { readonly title: string }[] = [{ title: 'default options' }];
