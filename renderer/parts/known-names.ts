/**
 * What segments and actions are called, for words that are made outside components, as colours of events are. The shell
 * keeps it current.
 */
import { NO_NAMES, type SavedNames } from '../../shared/insights/explain/names';

let names: SavedNames = NO_NAMES;

export const knownNames = (): SavedNames => names;

export function rememberNames(known: SavedNames): void {
  names = known;
}
