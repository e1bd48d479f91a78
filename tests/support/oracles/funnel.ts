/**
 * The funnel's slow, obvious twin: tries every choice of events for every unit and keeps the best by the contract's own
 * words. Shares no code with the fold. For logs of a few events only.
 */
import { decisionsOf } from '../../../shared/insights/funnel/rules';
import type { FunnelSpec } from '../../../shared/insights/funnel/spec';
import { matchesFilter, matchesMatcher, propertyOf } from '../filters';
import type { LoggedEvent } from '../event-log';

interface Choice {
  /** Per step of the spec; undefined where the chain has none. In any order, per event of the chain in time order. */
  events: (LoggedEvent | undefined)[];
  level: number;
}

export interface FunnelFacts {
  counts: number[];
  /** Per step the seconds from the step before, ascending. */
  seconds: number[][];
  excluded: number;
}

export interface OracleAnswer {
  all: FunnelFacts;
  /** By breakdown value, before any folding into `$other`. */
  byValue: Map<string, FunnelFacts>;
  /** Per entered unit: the time of its first event, and whether it did all. */
  entries: { at: number; completed: boolean }[];
  /** Persons by the highest step reached, with the ids of their chain. */
  chains: Map<string, string[][]>;
}

const inOrder = (a: LoggedEvent, b: LoggedEvent): number => a.time - b.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

export function askFunnel(
  spec: FunnelSpec,
  log: readonly LoggedEvent[],
  range: { from: number; to: number },
  windowMs: number,
): OracleAnswer {
  const seen = log
    .filter(({ time }) => time >= range.from && time < range.to)
    .filter((event) => spec.filter === undefined || matchesFilter(event, spec.filter))
    .sort(inOrder);
  const units = new Map<string, LoggedEvent[]>();
  for (const event of seen) {
    const unit = unitOf(spec, event);
    if (unit === undefined) continue;
    units.set(unit, [...(units.get(unit) ?? []), event]);
  }
  const answer: OracleAnswer = { all: noFacts(spec), byValue: new Map(), entries: [], chains: new Map() };
  for (const [unit, events] of units) {
    for (const { best, isExcluded } of attemptsOf(spec, events, windowMs, () => true)) {
      const value = attributedValue(spec, best, isExcluded);
      count(answer.all, spec, best, isExcluded);
      if (spec.breakdown !== undefined && spec.breakdown.attribution !== 'all') {
        count(factsOf(answer, spec, value), spec, best, isExcluded);
      }
      if (isRemoved(spec, isExcluded)) continue;
      const chain = best.events.filter((event) => event !== undefined);
      answer.entries.push({ at: chain[0]?.time ?? 0, completed: best.level === requiredPlaces(spec).length });
      const person = typeof decisionsOf(spec).countBy === 'object' ? unit : (events[0]?.person ?? '');
      const ids = [...chain].sort(inOrder).map(({ id }) => id);
      answer.chains.set(person, [...(answer.chains.get(person) ?? []), ids]);
    }
    if (spec.breakdown?.attribution !== 'all') continue;
    const { property } = spec.breakdown;
    const valueOf = (event: LoggedEvent): string => String(propertyOf(event, property) ?? '$none');
    for (const value of new Set(events.map(valueOf))) {
      for (const { best, isExcluded } of attemptsOf(spec, events, windowMs, (event) => valueOf(event) === value)) {
        count(factsOf(answer, spec, value), spec, best, isExcluded);
      }
    }
  }
  for (const facts of [answer.all, ...answer.byValue.values()]) {
    for (const list of facts.seconds) list.sort((a, b) => a - b);
  }
  return answer;
}

/** Whose event it is, where it is anybody's: the group of a type that an event belongs to is its property of that name. */
function unitOf(spec: FunnelSpec, { person, session, properties }: LoggedEvent): string | undefined {
  const { countBy } = decisionsOf(spec);
  if (countBy === 'persons') return person;
  if (countBy === 'sessions') return session === '' ? undefined : session;
  const key = properties[countBy.group];
  return key === undefined ? undefined : String(key);
}

interface Attempt {
  readonly best: Choice;
  readonly isExcluded: boolean;
}

/** The unit's chain; with re-entry one after another, each of what the one before left, until one is not completed. */
function attemptsOf(
  spec: FunnelSpec,
  events: readonly LoggedEvent[],
  windowMs: number,
  usable: (event: LoggedEvent) => boolean,
): Attempt[] {
  const best = bestChoice(spec, events, windowMs, true, usable);
  if (best.level === 0) return [];
  const isExcluded = bestChoice(spec, events, windowMs, false, usable).level > best.level;
  const places = requiredPlaces(spec);
  if (spec.reentry !== true || best.level < places.length) return [{ best, isExcluded }];
  const moment = ({ time }: LoggedEvent): number =>
    decisionsOf(spec).ties === 'by_second' ? Math.floor(time / 1000) : time;
  const ends = (spec.order === 'any' ? best.events : places.map((place) => best.events[place])).flatMap((event) =>
    event === undefined ? [] : [moment(event)],
  );
  const end = Math.max(...ends);
  const later = events.filter((event) => moment(event) >= end);
  const next = attemptsOf(spec, later, windowMs, (event) => usable(event) && !best.events.includes(event));
  return [{ best, isExcluded }, ...next];
}

const isRemoved = (spec: FunnelSpec, isExcluded: boolean): boolean =>
  isExcluded && decisionsOf(spec).exclusionEffect === 'removePerson';

function count(facts: FunnelFacts, spec: FunnelSpec, best: Choice, isExcluded: boolean): void {
  if (isRemoved(spec, isExcluded)) facts.excluded += 1;
  else addFacts(facts, best, isExcluded);
}

function factsOf({ byValue }: OracleAnswer, spec: FunnelSpec, value: string): FunnelFacts {
  const facts = byValue.get(value) ?? noFacts(spec);
  byValue.set(value, facts);
  return facts;
}

const requiredPlaces = (spec: FunnelSpec): number[] =>
  spec.steps.flatMap((step, place) => (step.optional === true ? [] : [place]));

const noFacts = (spec: FunnelSpec): FunnelFacts => ({
  counts: spec.steps.map(() => 0),
  seconds: spec.steps.map(() => []),
  excluded: 0,
});

function addFacts(facts: FunnelFacts, choice: Choice, isExcluded: boolean): void {
  if (isExcluded) facts.excluded += 1;
  let before: LoggedEvent | undefined;
  choice.events.forEach((event, place) => {
    if (event === undefined) return;
    facts.counts[place] = (facts.counts[place] ?? 0) + 1;
    if (before !== undefined) facts.seconds[place]?.push(Math.max(0, event.time - before.time) / 1000);
    before = event;
  });
}

function attributedValue(spec: FunnelSpec, choice: Choice, isExcluded: boolean): string {
  if (spec.breakdown === undefined || spec.breakdown.attribution === 'all') return '';
  // Whom an exclusion takes out has no chain left; its first event speaks for it.
  const attribution = isRemoved(spec, isExcluded) ? 'first' : (spec.breakdown.attribution ?? 'first');
  const chain = choice.events.filter((event) => event !== undefined);
  const event =
    attribution === 'first'
      ? chain[0]
      : attribution === 'last'
        ? choice.events.findLast((one) => one !== undefined)
        : choice.events[attribution.step - 1];
  const value = event === undefined ? undefined : propertyOf(event, spec.breakdown.property);
  return value === undefined ? '$none' : String(value);
}

type Usable = (event: LoggedEvent) => boolean;

/** @param usable whether an event may fill a step; all of them are there all the same. */
function bestChoice(
  spec: FunnelSpec,
  events: readonly LoggedEvent[],
  windowMs: number,
  heed: boolean,
  usable: Usable,
): Choice {
  const { ties } = decisionsOf(spec);
  if (ties !== 'by_second') return bestOf(spec, events, windowMs, heed, usable);
  // Chosen by whole seconds, within which events keep their order; told with the times that they have.
  const rounded = events.map((event, place) => ({
    ...event,
    id: String(place).padStart(4, '0'),
    time: Math.floor(event.time / 1000) * 1000,
  }));
  const original = ({ id }: LoggedEvent): LoggedEvent | undefined => events[Number(id)];
  const { level, events: chosen } = bestOf(spec, rounded, windowMs, heed, (event) => {
    const own = original(event);
    return own !== undefined && usable(own);
  });
  return { level, events: chosen.map((event) => event && original(event)) };
}

function bestOf(
  spec: FunnelSpec,
  events: readonly LoggedEvent[],
  windowMs: number,
  heed: boolean,
  usable: Usable,
): Choice {
  const own = events.filter(usable);
  if (isGreedy(spec)) return withOptional(spec, greedyChain(spec, events, windowMs, heed, usable), own, windowMs);
  let best: LoggedEvent[] = [];
  for (const chain of spec.order === 'any' ? anyChains(spec, own) : orderedChains(spec, own)) {
    if (isChain(spec, chain, events, windowMs, heed) && isBetter(chain, best)) best = chain;
  }
  if (spec.order === 'any') return { level: best.length, events: spec.steps.map((_, place) => best[place]) };
  return withOptional(spec, best, own, windowMs);
}

const isGreedy = (spec: FunnelSpec): boolean => {
  const { starts, tieGraceMs, exclusionEffect } = decisionsOf(spec);
  const drops = exclusionEffect === 'dropAtStep' && (spec.exclusions ?? []).length > 0;
  return spec.order !== 'any' && (starts === 'first' || tieGraceMs > 0 || drops);
};

/** Each step at its first instance after a start; the best of the starts that count. */
function greedyChain(
  spec: FunnelSpec,
  events: readonly LoggedEvent[],
  windowMs: number,
  heed: boolean,
  usable: Usable,
): LoggedEvent[] {
  const { starts: which, tieGraceMs, exclusionEffect } = decisionsOf(spec);
  const places = requiredPlaces(spec);
  const matchesStep = (event: LoggedEvent, slot: number): boolean => {
    const step = spec.steps[places[slot] ?? 0];
    return step !== undefined && usable(event) && matchesMatcher(event, withoutOptional(step));
  };
  const follow = (start: LoggedEvent, heedNow: boolean): LoggedEvent[] => {
    const chain = [start];
    while (chain.length < places.length) {
      const before = chain.at(-1)?.time ?? 0;
      const next = events.find(
        (event) => !chain.includes(event) && event.time >= before - tieGraceMs && matchesStep(event, chain.length),
      );
      if (next === undefined || next.time > start.time + windowMs) break;
      const dropped = (spec.exclusions ?? []).some(({ match, fromStep, toStep }) => {
        const [from, to] = [places.indexOf(fromStep - 1) + 1, places.indexOf(toStep - 1) + 1];
        const since = chain[from - 1]?.time;
        return (
          since !== undefined &&
          chain.length < to &&
          events.some((event) => event.time > since && event.time < next.time && matchesMatcher(event, match))
        );
      });
      if (heedNow && dropped) break;
      chain.push(next);
    }
    return chain;
  };
  const all = events.filter((event) => matchesStep(event, 0));
  const starts = which === 'first' ? all.slice(0, 1) : all;
  const cutLater = exclusionEffect === 'dropAtStep' && which === 'every';
  let best: LoggedEvent[] = [];
  for (const start of starts) {
    const chain = follow(start, heed && !cutLater);
    const [own, other] = [chain, best].map((each) => [each.length, -(each.at(-1)?.time ?? 0), each[0]?.time ?? 0]);
    const difference = (own ?? []).map((value, at) => value - (other?.[at] ?? 0)).find((value) => value !== 0) ?? 0;
    if (best.length === 0 || difference > 0) best = chain;
  }
  const [start] = best;
  return heed && cutLater && start !== undefined ? follow(start, true) : best;
}

/** Every choice of different events for the first k required steps, for every k, with times that do not fall. */
function* orderedChains(
  spec: FunnelSpec,
  events: readonly LoggedEvent[],
  chain: LoggedEvent[] = [],
): Generator<LoggedEvent[]> {
  if (chain.length > 0) yield chain;
  const place = requiredPlaces(spec)[chain.length];
  const step = place === undefined ? undefined : spec.steps[place];
  if (step === undefined) return;
  for (const event of events) {
    if (chain.includes(event) || event.time < (chain.at(-1)?.time ?? -Infinity)) continue;
    if (matchesMatcher(event, withoutOptional(step))) yield* orderedChains(spec, events, [...chain, event]);
  }
}

/** Every choice of different events for any steps, in time order. */
function* anyChains(
  spec: FunnelSpec,
  events: readonly LoggedEvent[],
  place = 0,
  chosen: LoggedEvent[] = [],
): Generator<LoggedEvent[]> {
  const step = spec.steps[place];
  if (step === undefined) {
    if (chosen.length > 0) yield [...chosen].sort(inOrder);
    return;
  }
  yield* anyChains(spec, events, place + 1, chosen);
  for (const event of events) {
    if (!chosen.includes(event) && matchesMatcher(event, withoutOptional(step))) {
      yield* anyChains(spec, events, place + 1, [...chosen, event]);
    }
  }
}

function withoutOptional(step: FunnelSpec['steps'][number]): Parameters<typeof matchesMatcher>[1] {
  if ('anyOf' in step) return { anyOf: step.anyOf };
  if ('action' in step) throw new Error('Actions are put in their place before.');
  return step.where === undefined ? { event: step.event } : { event: step.event, where: step.where };
}

function isChain(
  spec: FunnelSpec,
  chain: readonly LoggedEvent[],
  events: readonly LoggedEvent[],
  windowMs: number,
  heed: boolean,
): boolean {
  if (
    decisionsOf(spec).ties === 'never' &&
    chain.some(({ time }, slot) => slot > 0 && time === chain[slot - 1]?.time)
  ) {
    return false;
  }
  const first = chain[0]?.time ?? 0;
  const last = chain.at(-1)?.time ?? 0;
  if (last - first > windowMs) return false;
  for (const property of spec.holdConstant ?? []) {
    const values = chain.map((event) => propertyOf(event, property));
    if (values.some((value) => value === undefined || String(value) !== String(values[0]))) return false;
  }
  if (spec.order === 'strict') {
    for (let link = 1; link < chain.length; link += 1) {
      const [from, to] = [chain[link - 1]?.time ?? 0, chain[link]?.time ?? 0];
      if (events.some(({ time }) => time > from && time < to)) return false;
    }
  }
  if (!heed) return true;
  const places = requiredPlaces(spec);
  return (spec.exclusions ?? []).every(({ match, fromStep, toStep }) => {
    const from = chain[places.indexOf(fromStep - 1)];
    // A chain that has not come to toStep is looked at up to its last event.
    const to = chain[places.indexOf(toStep - 1)] ?? chain.at(-1);
    if (from === undefined || to === undefined) return true;
    return !events.some((event) => event.time > from.time && event.time < to.time && matchesMatcher(event, match));
  });
}

/** Deeper; else ends first; else starts last; else each step earlier; else earlier in order. */
function isBetter(a: readonly LoggedEvent[], b: readonly LoggedEvent[]): boolean {
  if (a.length !== b.length) return a.length > b.length;
  const keys = (chain: readonly LoggedEvent[]): (number | string)[] => [
    chain.at(-1)?.time ?? 0,
    -(chain[0]?.time ?? 0),
    ...chain.map(({ time }) => time),
    ...chain.map(({ id }) => id),
  ];
  const [keysA, keysB] = [keys(a), keys(b)];
  for (let at = 0; at < keysA.length; at += 1) {
    const [x, y] = [keysA[at] ?? 0, keysB[at] ?? 0];
    if (x !== y) return x < y;
  }
  return false;
}

/** Adds optional steps: the first unused match between the steps before and after, or else within the window. */
function withOptional(
  spec: FunnelSpec,
  chain: readonly LoggedEvent[],
  events: readonly LoggedEvent[],
  windowMs: number,
): Choice {
  const places = requiredPlaces(spec);
  const filled: (LoggedEvent | undefined)[] = spec.steps.map((_, place) => chain[places.indexOf(place)]);
  const used = new Set<LoggedEvent>(chain);
  spec.steps.forEach((step, place) => {
    if (step.optional !== true) return;
    const before = places.filter((required) => required < place).at(-1) ?? 0;
    if (filled[before] === undefined) return;
    const after = places.find((required) => required > place);
    const earliest = filled.slice(0, place).findLast((event) => event !== undefined)?.time ?? 0;
    const latest = (after === undefined ? undefined : filled[after])?.time ?? (chain[0]?.time ?? 0) + windowMs;
    const event = events.find(
      (candidate) =>
        !used.has(candidate) &&
        candidate.time >= earliest &&
        candidate.time <= latest &&
        matchesMatcher(candidate, withoutOptional(step)) &&
        (spec.holdConstant ?? []).every(
          (property) => chain[0] !== undefined && propertyOf(candidate, property) === propertyOf(chain[0], property),
        ),
    );
    if (event === undefined) return;
    used.add(event);
    filled[place] = event;
  });
  return { level: chain.length, events: filled };
}
