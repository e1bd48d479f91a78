/** The people who do most nearly the same as one person: passes over the sequences, no database. */
import type { CommandInput, CommandOutput } from '../../../shared/contract/commands';
import type { EventKind } from '../../../shared/model/event';
import { cosine, type Counts, sharedUses, weightOf } from '../../../shared/profiles/likeness';
import { kindCode, TRAIT_KIND_MASK } from '../../../shared/sessions/stitch';
import type { View } from '../sequences/view';
import { readRows } from '../store/read';
import { findPerson } from './one-person';
import type { ProfileStore } from './profile-store';
import type { PeopleParts } from './parts';

/** What is said about a person or measured by the page is no use of a feature. */
const NO_USE: readonly EventKind[] = ['identify', 'group', 'alias', 'person', 'flag', 'ping', 'session', 'vitals'];
const MAX_REASONS = 5;
/** Between two pauses, so that other questions are answered meanwhile. */
const PERSONS_PER_TURN = 20_000;

const isUse = Uint8Array.from({ length: TRAIT_KIND_MASK + 1 }, () => 1);
for (const kind of NO_USE) isUse[kindCode(kind)] = 0;

/** How many persons do each event, by name code; counted once for a view. */
const doersByView = new WeakMap<View, Promise<Uint32Array>>();

interface Found {
  readonly person: number;
  readonly similarity: number;
}

export async function peopleSimilar(
  { dataset, profiles }: PeopleParts,
  { person: id, limit }: CommandInput<'people.similar'>,
): Promise<CommandOutput<'people.similar'>> {
  const view = await dataset.current();
  const person = findPerson(view, id);
  const counting = doersByView.get(view) ?? countDoers(view);
  doersByView.set(view, counting);
  const doers = await counting;
  const weigh = (name: number, count: number): number => weightOf(count, doers[name] as number, view.sequences.persons);
  const nearest = await findNearest(view, person, weigh, limit);
  const names = await namesOf(profiles, view, nearest);
  const tally = new Tally(view);
  const own = tally.countsOf(person);
  const compareNames = (a: number, b: number): number => compareText(view.names[a] ?? '', view.names[b] ?? '');
  return nearest.map(({ person: other, similarity }) => {
    const name = names.get(other);
    return {
      person: view.persons.ids[other] as string,
      ...(name === undefined ? {} : { name }),
      similarity,
      reasons: sharedUses(own, tally.countsOf(other), weigh, compareNames)
        .slice(0, MAX_REASONS)
        .map(({ name: code, ...use }) => ({ event: view.names[code] as string, ...use })),
    };
  });
}

/** Counts one person's uses at a time, in memory that is used again. */
class Tally {
  /** By name code; what {@link take} left is cleared by the next one. */
  readonly counts: Uint32Array;
  /** The codes with a count, the first `size` of them. */
  readonly codes: Uint32Array;
  size = 0;

  constructor(private readonly view: View) {
    this.counts = new Uint32Array(view.names.length);
    this.codes = new Uint32Array(view.names.length);
  }

  take(person: number): void {
    const { sequences } = this.view;
    const { counts, codes } = this;
    for (let i = 0; i < this.size; i++) counts[codes[i] as number] = 0;
    this.size = 0;
    const [from, to] = [sequences.offsets[person] as number, sequences.offsets[person + 1] as number];
    const traits = sequences.read('traits', from, to);
    const names = sequences.read('name', from, to);
    for (let i = 0; i < names.length; i++) {
      if (isUse[(traits[i] as number) & TRAIT_KIND_MASK] === 0) continue;
      const code = names[i] as number;
      if (counts[code] === 0) codes[this.size++] = code;
      counts[code] = (counts[code] as number) + 1;
    }
  }

  countsOf(person: number): Counts {
    this.take(person);
    return new Map(Array.from(this.codes.subarray(0, this.size), (code) => [code, this.counts[code] as number]));
  }
}

async function countDoers(view: View): Promise<Uint32Array> {
  const doers = new Uint32Array(view.names.length);
  const tally = new Tally(view);
  await eachPerson(view, (person) => {
    tally.take(person);
    for (let i = 0; i < tally.size; i++) {
      const code = tally.codes[i] as number;
      doers[code] = (doers[code] as number) + 1;
    }
  });
  return doers;
}

/** The nearest first; persons who are equally near in the order of their ids. Who shares nothing is not among them. */
async function findNearest(
  view: View,
  person: number,
  weigh: (name: number, count: number) => number,
  limit: number,
): Promise<Found[]> {
  const tally = new Tally(view);
  const weights = new Float64Array(view.names.length);
  let ownSquare = 0;
  for (const [code, count] of tally.countsOf(person)) {
    const weight = weigh(code, count);
    weights[code] = weight;
    ownSquare += weight * weight;
  }
  if (ownSquare === 0) return [];
  const { ids } = view.persons;
  const isNearer = (a: Found, b: Found): boolean =>
    a.similarity > b.similarity ||
    (a.similarity === b.similarity && compareText(ids[a.person] ?? '', ids[b.person] ?? '') < 0);
  const nearest: Found[] = [];
  await eachPerson(view, (other) => {
    if (other === person) return;
    tally.take(other);
    let product = 0;
    let square = 0;
    for (let i = 0; i < tally.size; i++) {
      const code = tally.codes[i] as number;
      const weight = weigh(code, tally.counts[code] as number);
      square += weight * weight;
      product += weight * (weights[code] as number);
    }
    if (product === 0) return;
    const found = { person: other, similarity: cosine(product, ownSquare, square) };
    const last = nearest.at(-1);
    if (nearest.length === limit && last !== undefined && !isNearer(found, last)) return;
    let at = nearest.length;
    while (at > 0 && isNearer(found, nearest[at - 1] as Found)) at--;
    nearest.splice(at, 0, found);
    if (nearest.length > limit) nearest.pop();
  });
  return nearest;
}

async function eachPerson(view: View, visit: (person: number) => void): Promise<void> {
  for (let person = 0; person < view.sequences.persons; person++) {
    visit(person);
    if (person % PERSONS_PER_TURN === PERSONS_PER_TURN - 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

async function namesOf(
  profiles: ProfileStore,
  view: View,
  found: readonly Found[],
): Promise<ReadonlyMap<number, string>> {
  if (found.length === 0) return new Map();
  return profiles.with(view, async ({ connection, slots }) => {
    const persons = new Map(found.map(({ person }) => [slots[person] as number, person]));
    const rows = await readRows(
      connection,
      `SELECT slot, name FROM persons WHERE name IS NOT NULL AND slot IN (${[...persons.keys()].join(', ')})`,
    );
    return new Map(rows.map((row) => [persons.get(Number(row['slot'])) ?? -1, String(row['name'])]));
  });
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
