/**
 * A behaviour while it is being written: every form's members side by side, so that what was typed outlives a change of
 * form. Only what the engine would take leaves it, by {@link finishBehaviour}.
 */
import { assertUnreachable } from '../../shared/base/assert';
import { durationMs } from '../../shared/base/time-duration';
import { type Behaviour, behaviourSchema, type Matcher } from '../../shared/model/filter';
import type { Duration, Interval, Range } from '../../shared/model/range';

export const BEHAVIOUR_KINDS = [
  'performed',
  'notPerformed',
  'firstPerformed',
  'sequence',
  'stopped',
  'restarted',
  'regular',
  'aggregate',
] as const;
export type BehaviourKind = (typeof BEHAVIOUR_KINDS)[number];

export const MOST_STEPS = 20;
const FEWEST_STEPS = 2;

export interface BehaviourDraft {
  readonly kind: BehaviourKind;
  /** Of a sequence all, of the others the first; undefined where none is chosen yet. */
  readonly events: readonly (Matcher | undefined)[];
  readonly op: 'gte' | 'lte' | 'eq';
  /** As typed, like all numbers here. */
  readonly times: string;
  readonly fn: 'sum' | 'avg' | 'min' | 'max';
  readonly property: string | undefined;
  readonly amount: string;
  /** undefined: any time. */
  readonly window: Range | undefined;
  readonly firstIn: Range | undefined;
  readonly activeIn: Range | undefined;
  readonly inactiveIn: Range | undefined;
  /** undefined: however long it takes. */
  readonly within: Duration | undefined;
  readonly silence: Duration;
  readonly atLeast: string;
  readonly bucket: Interval;
  readonly counting: 'rolling' | 'calendar';
  readonly of: Duration;
}

export const NEW_BEHAVIOUR: BehaviourDraft = {
  kind: 'performed',
  events: [undefined],
  op: 'gte',
  times: '1',
  fn: 'sum',
  property: undefined,
  amount: '',
  window: undefined,
  firstIn: undefined,
  activeIn: undefined,
  inactiveIn: undefined,
  within: undefined,
  silence: { value: 30, unit: 'day' },
  atLeast: '3',
  bucket: 'day',
  counting: 'rolling',
  of: { value: 7, unit: 'day' },
};

export const kindOf = (behaviour: Behaviour): BehaviourKind =>
  BEHAVIOUR_KINDS.find((kind) => kind in behaviour) ?? 'performed';

/** The draft that gives this behaviour back. */
export function toBehaviourDraft(behaviour: Behaviour): BehaviourDraft {
  const kind = kindOf(behaviour);
  const start: BehaviourDraft = {
    ...NEW_BEHAVIOUR,
    kind,
    window: 'window' in behaviour ? behaviour.window : undefined,
  };
  if ('performed' in behaviour) {
    const { op, value } = behaviour.count ?? { op: 'gte', value: 1 };
    return { ...start, events: [behaviour.performed], op, times: String(value) };
  }
  if ('notPerformed' in behaviour) return { ...start, events: [behaviour.notPerformed] };
  if ('firstPerformed' in behaviour) {
    return { ...start, events: [behaviour.firstPerformed], window: undefined, firstIn: behaviour.window };
  }
  if ('sequence' in behaviour) return { ...start, events: behaviour.sequence, within: behaviour.within };
  if ('stopped' in behaviour) {
    const { stopped, activeIn, inactiveIn } = behaviour;
    return { ...start, events: [stopped], activeIn, inactiveIn };
  }
  if ('restarted' in behaviour) return { ...start, events: [behaviour.restarted], silence: behaviour.inactiveFor };
  if ('regular' in behaviour) {
    const { regular, atLeast, of, bucket, counting = 'rolling' } = behaviour;
    return { ...start, events: [regular], atLeast: String(atLeast), of, bucket, counting };
  }
  const { aggregate, op, value } = behaviour;
  const { of, fn, property } = aggregate;
  return { ...start, events: [of], fn, property, op, amount: String(value) };
}

/** The same in another form; `lastDays` gives the range that a form without «any time» begins with. */
export function withKind(
  draft: BehaviourDraft,
  kind: BehaviourKind,
  lastDays: (days: number) => Range,
): BehaviourDraft {
  const next = { ...draft, kind };
  if (kind === 'sequence') {
    const missing = Math.max(0, FEWEST_STEPS - draft.events.length);
    return { ...next, events: [...draft.events, ...Array<undefined>(missing).fill(undefined)] };
  }
  if (kind === 'firstPerformed') return { ...next, firstIn: draft.firstIn ?? lastDays(30) };
  if (kind !== 'stopped') return next;
  return { ...next, activeIn: draft.activeIn ?? lastDays(90), inactiveIn: draft.inactiveIn ?? lastDays(30) };
}

/** The same by other runs: calendar ones are a single day, week or month. */
export function withCounting(draft: BehaviourDraft, counting: 'rolling' | 'calendar'): BehaviourDraft {
  if (counting === draft.counting) return draft;
  return { ...draft, counting, of: counting === 'calendar' ? { value: 1, unit: 'week' } : NEW_BEHAVIOUR.of };
}

/** The behaviour where it is whole and can hold of somebody, else what is missing in a sentence. */
export function finishBehaviour(
  draft: BehaviourDraft,
): { readonly behaviour: Behaviour } | { readonly problem: string } {
  const problem = problemOf(draft);
  if (problem !== undefined) return { problem };
  const parsed = behaviourSchema.safeParse(assemble(draft));
  return parsed.success ? { behaviour: parsed.data } : { problem: 'This is not whole yet.' };
}

function problemOf(draft: BehaviourDraft): string | undefined {
  const { kind, events } = draft;
  const wanted = kind === 'sequence' ? events : events.slice(0, 1);
  if (wanted.includes(undefined)) return wanted.length === 1 ? 'Choose an event.' : 'Choose an event for each step.';
  switch (kind) {
    case 'notPerformed':
    case 'sequence':
    case 'restarted':
      return undefined;
    case 'performed': {
      const times = toWhole(draft.times);
      if (times === undefined) return 'Say how many times, as a whole number.';
      return draft.op === 'gte' && times === 0 ? 'At least 0 times holds of everyone: ask for 1 or more.' : undefined;
    }
    case 'firstPerformed':
      return draft.firstIn === undefined ? 'Choose the days of the first time.' : undefined;
    case 'stopped':
      return draft.activeIn === undefined || draft.inactiveIn === undefined ? 'Choose both ranges of days.' : undefined;
    case 'regular':
      return problemOfRuns(draft);
    case 'aggregate':
      if (draft.property === undefined) return 'Choose a property.';
      return toNumber(draft.amount) === undefined ? 'Say how much, as a number.' : undefined;
    default:
      return assertUnreachable(kind);
  }
}

/** What the engine would refuse of runs of buckets, and what no run can hold. */
function problemOfRuns({ atLeast, bucket, counting, of }: BehaviourDraft): string | undefined {
  const wanted = toWhole(atLeast);
  if (wanted === undefined || wanted < 1 || wanted > 1000) return `Say in how many ${bucket}s, from 1 to 1,000.`;
  const buckets = durationMs(of) / durationMs({ value: 1, unit: bucket });
  if (counting === 'rolling' && !Number.isInteger(buckets)) {
    return `The run must be a whole number of ${bucket}s; a month counts as 30 days.`;
  }
  if (counting === 'rolling' && wanted > buckets)
    return `A run of ${buckets} ${bucket}s cannot hold ${wanted} of them.`;
  return undefined;
}

/** The spec's own form, without the members that say what is so anyway. */
function assemble(draft: BehaviourDraft): unknown {
  const { kind, op, window } = draft;
  const [event] = draft.events;
  switch (kind) {
    case 'performed': {
      const times = toWhole(draft.times);
      const count = op === 'gte' && times === 1 ? undefined : { op, value: times };
      return present({ performed: event, count, window });
    }
    case 'notPerformed':
      return present({ notPerformed: event, window });
    case 'firstPerformed':
      return { firstPerformed: event, window: draft.firstIn };
    case 'sequence':
      return present({ sequence: draft.events, within: draft.within, window });
    case 'stopped':
      return { stopped: event, activeIn: draft.activeIn, inactiveIn: draft.inactiveIn };
    case 'restarted':
      return present({ restarted: event, inactiveFor: draft.silence, window });
    case 'regular': {
      const { of, bucket } = draft;
      const counting = draft.counting === 'rolling' ? undefined : draft.counting;
      return present({ regular: event, atLeast: toWhole(draft.atLeast), of, bucket, counting, window });
    }
    case 'aggregate': {
      const aggregate = { property: draft.property, of: event, fn: draft.fn };
      return present({ aggregate, op, value: toNumber(draft.amount), window });
    }
    default:
      return assertUnreachable(kind);
  }
}

const present = (members: Readonly<Record<string, unknown>>): unknown =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

function toNumber(text: string): number | undefined {
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? number : undefined;
}

function toWhole(text: string): number | undefined {
  const number = toNumber(text);
  return number !== undefined && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
