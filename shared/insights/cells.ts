/** Cells of results that are rows (`sql`, `events`, `sessions`, `people`), and what their columns hold. */
import { z } from 'zod';

/** What a column holds. `timestamp` is an ISO instant (UTC), `json` text of JSON (objects, lists, maps), `other` text. */
export const SQL_TYPES = [
  'integer',
  'number',
  'text',
  'boolean',
  'timestamp',
  'date',
  'time',
  'interval',
  'json',
  'other',
] as const;
export const sqlTypeSchema = z.enum(SQL_TYPES);
export type SqlType = z.infer<typeof sqlTypeSchema>;

/** Numbers that no double holds exactly (beyond 2^53, long decimals, NaN, infinities) are text. */
export const sqlCellSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type SqlCell = z.infer<typeof sqlCellSchema>;
