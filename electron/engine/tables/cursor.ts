/**
 * Where a page ended: the value its order goes by and the id of its last row. The next page is what comes after that in
 * the same order, so rows that arrive meanwhile neither repeat nor skip any. Pure.
 */
import { z } from 'zod';
import { fail } from '../../../shared/contract/errors';

const cursorSchema = z.strictObject({
  /** The order it was made under. */
  by: z.string(),
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  id: z.string(),
});
export type Cursor = z.infer<typeof cursorSchema>;

/** Names an order, so that a cursor of another one is refused. */
export const orderName = (kind: string, column: string, descending: boolean): string =>
  `${kind} ${column} ${descending ? 'desc' : 'asc'}`;

export const printCursor = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url');

/** Throws `invalid_request` where the text is no cursor, or one of another order. */
export function parseCursor(text: string | undefined, by: string): Cursor | undefined {
  if (text === undefined) return undefined;
  const cursor = cursorSchema.safeParse(readJson(Buffer.from(text, 'base64url').toString()));
  if (!cursor.success) return notACursor();
  if (cursor.data.by !== by) {
    return fail('invalid_request', `The cursor belongs to another order (${cursor.data.by}, not ${by}).`, {
      path: 'cursor',
    });
  }
  return cursor.data;
}

/** Throws `invalid_request`. */
export const notACursor = (): never =>
  fail('invalid_request', 'This is no cursor: give back «nextCursor» of the page before.', { path: 'cursor' });

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (unreadable) {
    if (unreadable instanceof SyntaxError) return undefined;
    throw unreadable;
  }
}
