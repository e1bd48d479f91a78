/** What people called the segments and actions that a spec refers to by id. */
export interface SavedNames {
  /** Names by id. */
  readonly segments: ReadonlyMap<string, string>;
  readonly actions: ReadonlyMap<string, string>;
}

/** Where nothing is saved, or what is saved is not at hand: references are called by their ids. */
export const NO_NAMES: SavedNames = { segments: new Map(), actions: new Map() };
