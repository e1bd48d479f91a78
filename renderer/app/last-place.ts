/** Where the window was last in a workspace, with what was asked there: a new start begins there again. */
import { parsePlace, printPlace, type Place } from '../state/navigation';
import { readStored, writeStored } from '../ui/stored';

/** In UTF-16 units; a question of thousands of values is not worth the browser's room. */
const LONGEST = 20_000;

const keyOf = (workspace: string): string => `waymark.place.${workspace}`;

export function rememberPlace(workspace: string, place: Place): void {
  const hash = printPlace(place);
  if (hash.length <= LONGEST) writeStored(keyOf(workspace), hash);
}

/** undefined where nothing is remembered. */
export function lastPlace(workspace: string): Place | undefined {
  const hash = readStored(keyOf(workspace));
  return hash === undefined ? undefined : parsePlace(hash);
}
