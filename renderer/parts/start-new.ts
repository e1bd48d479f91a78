/** Begins a new document in its view: nothing of what was on screen belongs to it. */
import { canonicalJson } from '../../shared/base/canonical-json';
import { navigate } from '../state/navigation';
import { adoptSpec, recordSpec, trackOf } from './spec-history';

export function startNew(view: string, spec: unknown): void {
  const json = canonicalJson(spec);
  // What was never saved can be taken back; a saved document is found in the list again.
  if (trackOf(view).saved === undefined) recordSpec(view, json);
  else adoptSpec(view, json, undefined);
  navigate(view, { spec: json });
}
