/** Parts of SQL that is printed to be read. */
import type { Span } from '../../../shared/insights/range';

const LONGEST_COMMENT = 300;

/** In a comment nothing may end the line. */
export const commentLine = (text: string): string =>
  text.replace(/[\s\u0085\u2028\u2029]+/g, ' ').slice(0, LONGEST_COMMENT);

/** UTC ms as a TIMESTAMP. */
export const instant = (ms: number): string =>
  `TIMESTAMP '${new Date(ms).toISOString().replace('T', ' ').replace('Z', '')}'`;

/** Further conditions on `timestamp`; an open end asks nothing. */
export const within = ({ from, to }: Span): string =>
  [
    ...(Number.isFinite(from) ? [` AND timestamp >= ${instant(from)}`] : []),
    ...(Number.isFinite(to) ? [` AND timestamp < ${instant(to)}`] : []),
  ].join('');
