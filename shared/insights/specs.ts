/** Every insight the workbench can compute, by kind. The one list that adding a kind edits (with `registry.ts`). */
import { z } from 'zod';
import { correlationResultSchema, correlationSpecSchema } from './correlation/spec';
import { explainedMeta } from './explain/meta';
import { frequencyResultSchema, frequencySpecSchema } from './frequency/spec';
import { funnelResultSchema, funnelSpecSchema } from './funnel/spec';
import { lifecycleResultSchema, lifecycleSpecSchema } from './lifecycle/spec';
import { pathsResultSchema, pathsSpecSchema } from './paths/spec';
import { retentionResultSchema, retentionSpecSchema } from './retention/spec';
import { segmentResultSchema, segmentSampleSchema, segmentSpecSchema } from './segment/spec';
import { sqlResultSchema, sqlSpecSchema } from './sql/spec';
import { stickinessResultSchema, stickinessSpecSchema } from './stickiness/spec';
import {
  eventsResultSchema,
  eventsSpecSchema,
  peopleResultSchema,
  peopleSpecSchema,
  sessionsResultSchema,
  sessionsSpecSchema,
} from './tables/spec';
import { trendsResultSchema, trendsSpecSchema } from './trends/spec';

/** Folded over sequences: every count can be opened. */
export const foldSpecSchema = z.discriminatedUnion('kind', [
  funnelSpecSchema,
  trendsSpecSchema,
  retentionSpecSchema,
  lifecycleSpecSchema,
  stickinessSpecSchema,
  frequencySpecSchema,
  pathsSpecSchema,
  segmentSpecSchema,
  correlationSpecSchema,
]);
export type FoldSpec = z.infer<typeof foldSpecSchema>;

/** Asked of the database: rows. */
const TABLE_SPECS = [sqlSpecSchema, eventsSpecSchema, sessionsSpecSchema, peopleSpecSchema] as const;
export type TableSpec = z.infer<(typeof TABLE_SPECS)[number]>;

export const insightSpecSchema = z.discriminatedUnion('kind', [...foldSpecSchema.options, ...TABLE_SPECS]);
export type InsightSpec = z.infer<typeof insightSpecSchema>;

const TABLE_KINDS: ReadonlySet<string> = new Set(TABLE_SPECS.map(({ shape }) => shape.kind.value));
export const isTableSpec = (spec: InsightSpec): spec is TableSpec => TABLE_KINDS.has(spec.kind);

export const insightMetaSchema = z.strictObject({
  engine: z.enum(['native']),
  rowsScanned: z.number(),
  elapsedMs: z.number(),
  /** ISO instant. */
  computedAt: z.string(),
  /** Grows with every change of the data and of what is saved; equal versions give equal results. */
  dataVersion: z.number(),
  /**
   * What the numbers rest on, over the documented views (docs/sql.md): for plain questions the whole count, then the events
   * of each predicate and the properties read.
   */
  sql: z.array(z.string()).optional(),
  ...explainedMeta,
});

export const insightResultSchema = z.union([
  funnelResultSchema.extend({ meta: insightMetaSchema }),
  trendsResultSchema.extend({ meta: insightMetaSchema }),
  retentionResultSchema.extend({ meta: insightMetaSchema }),
  lifecycleResultSchema.extend({ meta: insightMetaSchema }),
  stickinessResultSchema.extend({ meta: insightMetaSchema }),
  frequencyResultSchema.extend({ meta: insightMetaSchema }),
  pathsResultSchema.extend({ meta: insightMetaSchema }),
  segmentResultSchema.extend({ sample: segmentSampleSchema, meta: insightMetaSchema }),
  correlationResultSchema.extend({ meta: insightMetaSchema }),
  sqlResultSchema.extend({ meta: insightMetaSchema }),
  eventsResultSchema.extend({ meta: insightMetaSchema }),
  sessionsResultSchema.extend({ meta: insightMetaSchema }),
  peopleResultSchema.extend({ meta: insightMetaSchema }),
]);
export type InsightResult = z.infer<typeof insightResultSchema>;
