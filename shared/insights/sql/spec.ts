/** SQL over the documented views: spec and result in zod (INSIGHTS §3.9, docs/sql.md). */
import { z } from 'zod';
import { sqlCellSchema, sqlTypeSchema } from '../cells';

export const SQL_DEFAULT_ROWS = 10_000;
export const SQL_MOST_ROWS = 100_000;
export const SQL_LONGEST_TEXT = 100_000;

export const sqlSpecSchema = z.strictObject({
  kind: z.literal('sql'),
  /** One SELECT. */
  sql: z.string().min(1).max(SQL_LONGEST_TEXT),
  /** Values of `$name` in the text: bound, never printed into it. */
  params: z
    .record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/, 'must be a name such as "plan", used as $plan'),
      z.union([z.string(), z.number(), z.boolean()]),
    )
    .optional(),
  /** Rows to give back at most; default 10,000. */
  limit: z.number().int().min(1).max(SQL_MOST_ROWS).optional(),
});
export type SqlSpec = z.infer<typeof sqlSpecSchema>;

export const sqlResultSchema = z.strictObject({
  kind: z.literal('sql'),
  columns: z.array(z.strictObject({ name: z.string(), type: sqlTypeSchema })),
  rows: z.array(z.array(sqlCellSchema)),
  /** Rows given back: all there are, unless `truncated`. */
  rowCount: z.number().int(),
  /** There are more rows than `limit`. */
  truncated: z.literal(true).optional(),
});
export type SqlResult = z.infer<typeof sqlResultSchema>;
