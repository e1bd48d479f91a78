/**
 * How files of some shape were mapped, kept as `<workspace>/mappings/<id>.json` so that the next such file is mapped the same.
 * A shape is known by the names of its columns.
 */
import { z } from 'zod';
import { importMapSchema, timeColumns } from './import-map';

export const savedMappingSchema = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(/^[a-z0-9-]{1,64}$/),
  /** The file that it was made for. */
  name: z.string(),
  /** Sorted. */
  columns: z.array(z.string()),
  map: importMapSchema,
  /** ISO 8601, UTC. */
  usedAt: z.iso.datetime(),
});
export type SavedMapping = z.infer<typeof savedMappingSchema>;

/** Lines of JSON need not have every key, so nearly the same is the same. */
const ALIKE = 0.8;

/** The mapping for files with these columns: of exactly the same ones where there is one, else of nearly; the latest. */
export function mappingFor(columns: readonly string[], mappings: readonly SavedMapping[]): SavedMapping | undefined {
  const present = new Set(columns);
  const ranked = mappings
    .map((mapping) => ({ mapping, likeness: likenessOf(present, mapping.columns) }))
    .filter(({ mapping, likeness }) => likeness >= ALIKE && columnsOf(mapping).every((name) => present.has(name)))
    .sort((a, b) => b.likeness - a.likeness || (a.mapping.usedAt < b.mapping.usedAt ? 1 : -1));
  return ranked[0]?.mapping;
}

function likenessOf(present: ReadonlySet<string>, columns: readonly string[]): number {
  const shared = columns.filter((name) => present.has(name)).length;
  return shared / Math.max(1, present.size + columns.length - shared);
}

function columnsOf({ map }: SavedMapping): string[] {
  return [
    ...timeColumns(map.time),
    ...('column' in map.event ? [map.event.column] : []),
    map.distinctId.column,
    ...(map.also ?? []).map(({ column }) => column),
    ...[map.anonymousId, map.userId, map.sessionId, map.eventId].flatMap((each) => (each ? [each.column] : [])),
  ];
}
