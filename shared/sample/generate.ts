/**
 * The sample data: a believable product's events, made from a seed. Equal options give equal events, byte for byte,
 * their ids included, so loading them twice changes nothing. See northlight.ts for what there is to be found in them.
 */
import { dayOfText } from '../base/time-calendar';
import { DAY_MS } from '../base/time';
import type { CanonicalEvent } from '../model/event';
import { Draw } from './draw';
import { writeJourney } from './journey';
import { drawPerson, type SamplePerson } from './person';

export interface SampleOptions {
  readonly seed: number;
  /** The last day of the sample, such as "2026-06-30" (UTC); all of it lies in the sample. */
  readonly lastDay: string;
  /** Default 2,000. */
  readonly persons?: number;
  /** Default 60. */
  readonly days?: number;
}

/** The sample that the workbench loads. */
export const SAMPLE_OPTIONS: SampleOptions = { seed: 7, lastDay: '2026-06-30' };

/** All events of the sample in time order; equal times by event id. */
export function generateSample(options: SampleOptions): CanonicalEvent[] {
  const { seed, lastDay, persons: count = 2000, days = 60 } = options;
  const end = (dayOfText(lastDay) + 1) * DAY_MS;
  const span = { start: end - days * DAY_MS, end };
  const persons: SamplePerson[] = [];
  const guests = new Map<SamplePerson, SamplePerson[]>();
  for (let number = 0; number < count; number += 1) {
    const person = drawPerson(new Draw(seed, 2 * number), number, span, persons);
    persons.push(person);
    if (person.inviter === undefined) continue;
    guests.set(person.inviter, [...(guests.get(person.inviter) ?? []), person]);
  }
  return persons
    .flatMap((person) => {
      const idPrefix = `northlight-${seed}-${String(person.number + 1).padStart(4, '0')}`;
      const draw = new Draw(seed, 2 * person.number + 1);
      return writeJourney(draw, person, guests.get(person) ?? [], span, idPrefix);
    })
    .sort(compareEvents);
}

const compareEvents = (a: CanonicalEvent, b: CanonicalEvent): number =>
  a.timestamp - b.timestamp || (a.event_id < b.event_id ? -1 : 1);
