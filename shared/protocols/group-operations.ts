/**
 * Operations on a group's properties, under the names that group events have for them (`groupOperation` of
 * shared/model): `$group_set`, in which null takes a property away, `$group_add` and so on.
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
