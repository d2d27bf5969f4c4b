/** The named files of a run: its config, plans, metrics and model. Names are relative paths with forward slashes. */
export interface ArtefactStore {
  /** The folder, absolute. */
  readonly directory: string;
  /** Where an artefact is or would be; its folder need not exist. */
  path(name: string): string;
  /** Writes an artefact whole or not at all, and durably: to a temporary file, flushed, then renamed. */
  write(name: string, content: string | Uint8Array): Promise<void>;
  /** Undefined when absent. */
  readText(name: string): Promise<string | undefined>;
}
