/**
 * Violations, counted: by event, place and kind, with a few examples of each. What it keeps is bounded; what goes beyond is
 * counted as such.
 */
import { z } from 'zod';
import { type Violation, violationKindSchema } from './violation';

/** Which event an example was. */
export const exampleSchema = z.strictObject({
  /** Its number in the store, where it is stored. */
  eid: z.number().int().optional(),
  /** `file:line`, where it came out of a file that was not imported. */
  place: z.string().optional(),
  event_id: z.string().optional(),
  distinct_id: z.string().optional(),
  /** UTC ms. */
  timestamp: z.number().optional(),
  got: z.string(),
});
export type Example = z.infer<typeof exampleSchema>;

export const violationRowSchema = z.strictObject({
  event: z.string(),
  path: z.string(),
  kind: violationKindSchema,
  severity: z.enum(['error', 'warning']),
  expected: z.string(),
  count: z.number(),
  /** The newest few. */
  examples: z.array(exampleSchema),
});
export type ViolationRow = z.infer<typeof violationRowSchema>;

export const judgedEventSchema = z.strictObject({
  event: z.string(),
  /** How many were looked at, and how many of them have an error, or else a warning. */
  checked: z.number(),
  errors: z.number(),
  warnings: z.number(),
});

export const violationReportSchema = z.strictObject({
  checked: z.number(),
  /** Events with at least one error, and events with warnings alone. */
  errors: z.number(),
  warnings: z.number(),
  /** By event: the most errors first. */
  events: z.array(judgedEventSchema),
  /** Errors before warnings, the most frequent first. */
  rows: z.array(violationRowSchema),
  /** Violations that are counted in no row, since there were too many different ones. */
  others: z.number(),
});
export type ViolationReport = z.infer<typeof violationReportSchema>;

export type Where = Omit<Example, 'got'>;

const MOST_ROWS = 2_000;
const MOST_EVENTS = 5_000;
const EXAMPLES = 5;

interface Tally {
  checked: number;
  errors: number;
  warnings: number;
}

export class ViolationBook {
  private readonly rows = new Map<string, Omit<ViolationRow, 'count'> & { count: number }>();
  private readonly events = new Map<string, Tally>();
  private readonly all: Tally = { checked: 0, errors: 0, warnings: 0 };
  private others = 0;

  /** Grows with each violation: while it stays, nothing new is to be shown. */
  get found(): number {
    return this.all.errors + this.all.warnings;
  }

  get checked(): number {
    return this.all.checked;
  }

  /** `isOlder`: than what was added before, so that it is an example only where there is room. */
  add(event: string, violations: readonly Violation[], where: Where, isOlder = false): void {
    let tally = this.events.get(event);
    if (tally === undefined) {
      tally = { checked: 0, errors: 0, warnings: 0 };
      if (this.events.size < MOST_EVENTS) this.events.set(event, tally);
    }
    for (const each of [tally, this.all]) {
      each.checked += 1;
      if (violations.length === 0) continue;
      if (violations.some(({ severity }) => severity === 'error')) each.errors += 1;
      else each.warnings += 1;
    }
    for (const violation of violations) this.count(violation, where, isOlder);
  }

  private count({ event, path, kind, severity, expected, got }: Violation, where: Where, isOlder: boolean): void {
    const key = `${kind} ${severity} ${path.length} ${path} ${event}`;
    let row = this.rows.get(key);
    if (row === undefined) {
      if (this.rows.size >= MOST_ROWS) {
        this.others += 1;
        return;
      }
      row = { event, path, kind, severity, expected, count: 0, examples: [] };
      this.rows.set(key, row);
    }
    row.count += 1;
    if (!isOlder) row.examples.unshift({ ...where, got });
    else if (row.examples.length < EXAMPLES) row.examples.push({ ...where, got });
    if (row.examples.length > EXAMPLES) row.examples.pop();
  }

  report(): ViolationReport {
    const events = [...this.events].map(([event, tally]) => ({ event, ...tally }));
    const isError = ({ severity }: ViolationRow): number => (severity === 'error' ? 1 : 0);
    return {
      ...this.all,
      events: events.sort((a, b) => b.errors - a.errors || b.warnings - a.warnings || compare(a.event, b.event)),
      rows: [...this.rows.values()]
        .map((row) => ({ ...row, examples: [...row.examples] }))
        .sort(
          (a, b) =>
            isError(b) - isError(a) || b.count - a.count || compare(a.event, b.event) || compare(a.path, b.path),
        ),
      others: this.others,
    };
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
