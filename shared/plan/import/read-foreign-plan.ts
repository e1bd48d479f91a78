/**
 * A plan in whatever of the known formats the file has: Waymark's own, Segment's, RudderStack's, JSON Schemas, Amplitude's,
 * or a spreadsheet with a row for each property.
 */
import { err, ok, type Result } from '../../base/result';
import { isJsonObject, type Json } from '../../model/json';
import { readPlan, type TrackingPlan } from '../document';
import { emptyPlan, withEvent } from '../edit';
import { readCsvHead } from '../../formats/csv-head';
import { looksLikeAmplitude, readAmplitude } from './amplitude';
import { looksLikePropertyRows, readPropertyRows } from './property-rows';
import { type ForeignEvents, readSchemaPlan } from './schema-plans';
import type { PlanSource } from './source';

export interface ForeignPlan {
  readonly plan: TrackingPlan;
  readonly source: PlanSource;
  readonly notes: string[];
}

/** `name` is what people call the file. The error says what was found and what could be read. */
export function readForeignPlan(text: string, name: string): Result<ForeignPlan, string> {
  const read = /^\s*[[{]/.test(text.replace(/^\uFEFF/, '')) ? readJson(text) : readTable(text);
  return read.ok ? read : err(`${name}: ${read.error}`);
}

function readJson(text: string): Result<ForeignPlan, string> {
  let value: Json;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, '')) as Json;
  } catch (error) {
    return err(`It is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (isJsonObject(value) && 'x-waymark' in value) {
    const own = readPlan(value);
    return own.ok ? ok({ plan: own.value, source: 'waymark', notes: [] }) : own;
  }
  const events = readSchemaPlan(value);
  return events.ok ? ok(asPlan(events.value)) : events;
}

function readTable(text: string): Result<ForeignPlan, string> {
  const firstLine = text.slice(0, 20_000).split(/\r?\n/, 1)[0] ?? '';
  if (looksLikeAmplitude(firstLine)) {
    const events = readAmplitude(text);
    return events.ok ? ok(asPlan(events.value)) : events;
  }
  if (looksLikePropertyRows(readCsvHead(text.replace(/^\uFEFF/, '').slice(0, 20_000)).names)) {
    const events = readPropertyRows(text);
    return events.ok ? ok(asPlan(events.value)) : events;
  }
  const segment = ['permitted values', 'data type'].every((each) => firstLine.toLowerCase().includes(each));
  return err(
    segment
      ? 'It looks like Segment’s CSV download, whose rows are documented nowhere. Fetch the plan as JSON from Segment’s API (its rules, or `npx typewriter`) and take that in.'
      : 'It is neither JSON, nor a CSV with the columns of an Amplitude plan (Object type, Object name, Event property name, …), nor one with a row for each property (Event name, Property name, Property type, Required, Allowed values, …).',
  );
}

function asPlan({ source, title, events, notes }: ForeignEvents): ForeignPlan {
  const plan = events.reduce(withEvent, emptyPlan(title));
  return { plan, source, notes: [...notes] };
}
