/** A session as the workbench shows it: INSIGHTS §5's metrics. Times UTC ms, durations s. */
import { z } from 'zod';

export const SPLIT_REASONS = ['first', 'timeout', 'sdk', 'midnight', 'campaign', 'maxLength'] as const;
export const splitReasonSchema = z.enum(SPLIT_REASONS);
export type SplitReason = z.infer<typeof splitReasonSchema>;

/** The columns of a session, in the order the workbench shows them. `number` columns hold numbers in Arrow answers. */
export const SESSION_COLUMNS = {
  id: 'text',
  person: 'text',
  start: 'time',
  end: 'time',
  durationSeconds: 'number',
  events: 'number',
  pageviews: 'number',
  pageDepth: 'number',
  entryPage: 'text',
  exitPage: 'text',
  bounce: 'boolean',
  splitReason: 'text',
  referrer: 'text',
  'utm.source': 'text',
  'utm.medium': 'text',
  'utm.campaign': 'text',
  'utm.term': 'text',
  'utm.content': 'text',
  device: 'text',
  browser: 'text',
  os: 'text',
  country: 'text',
  engagedSeconds: 'number',
  clicks: 'number',
  rageClicks: 'number',
  errors: 'number',
} as const satisfies Record<string, 'text' | 'number' | 'time' | 'boolean'>;
export type SessionColumn = keyof typeof SESSION_COLUMNS;
export const sessionColumnSchema = z.enum(Object.keys(SESSION_COLUMNS) as [SessionColumn, ...SessionColumn[]]);
