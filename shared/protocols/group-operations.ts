/**
 * Operations on a group's properties. A group event says in `$group_set` what to set, null taking a property away;
 * what vendors do with groups beyond that is kept beside it, under names that no person's operation has.
 */
import { GROUP_EVENT } from '../model/group';
import { isJsonObject, type Json } from '../model/json';

/** `{$set: {seats: 10}, $unset: ["x"], $union: …}` as `{$group_set: {seats: 10, x: null}, $group_union: …}`. */
export function groupProperties(operations: Readonly<Record<string, Json>>): Record<string, Json> {
  const { $set, $unset, ...others } = operations;
  const gone = Array.isArray($unset) ? $unset : isJsonObject($unset) ? Object.keys($unset) : [];
  const set: Record<string, Json> = {
    ...Object.fromEntries(gone.filter((key) => typeof key === 'string').map((key) => [key, null])),
    ...(isJsonObject($set) ? $set : {}),
  };
  const renamed = Object.entries(others).map(([name, value]) => [`$group_${name.replace(/^\$/, '')}`, value] as const);
  return { ...(Object.keys(set).length === 0 ? {} : { [GROUP_EVENT.set]: set }), ...Object.fromEntries(renamed) };
}
