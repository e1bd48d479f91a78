import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FlagsDesk, type FlagsDeskOptions } from '../../../electron/api/flags-desk';
import { SILENT_LOGGER } from '../../../electron/log/logger';
import { evaluateFlag, withStored } from '../../../shared/flags/evaluate';
import { flagsDocumentSchema } from '../../../shared/flags/document';
import { type Flag } from '../../../shared/flags/flag';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'waymark-flags-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const desk = (more: Partial<FlagsDeskOptions> = {}): FlagsDesk =>
  new FlagsDesk({ workspaceDir: dir, log: SILENT_LOGGER, known: () => Promise.resolve(undefined), ...more });
const flagsOf = (...flags: unknown[]): Flag[] => flagsDocumentSchema.parse({ version: 1, flags }).flags;
const flagsOfDocument = (flags: unknown[], cohorts: unknown[]): Flag[] =>
  flagsDocumentSchema.parse({ version: 1, flags, cohorts }).flags;
const write = (...flags: unknown[]): void =>
  writeFileSync(join(dir, 'flags.json'), JSON.stringify({ version: 1, flags }));

const PRO = { key: 'pro', conditions: [{ properties: [{ key: 'plan', value: 'pro' }] }] };
const TEAM = {
  key: 'team',
  conditions: [{ properties: [{ group: 'company', key: 'seats', operator: 'gt', value: 10 }] }],
};
const ana = { distinctId: 'ana', properties: {}, groups: { company: { key: 'acme', properties: {} } } };

const isOn = async (one: FlagsDesk, person = ana): Promise<Record<string, boolean>> => {
  const { flags, cohorts, stored } = await one.forSdk('posthog', person);
  const ground = { flags, cohorts, now: Date.now() };
  return Object.fromEntries(
    flags.map((flag) => [flag.key, evaluateFlag(flag, withStored(person, stored), ground).enabled]),
  );
};

test('conditions see what is stored of the person and of the group', async () => {
  write(PRO, TEAM);
  const stored = { properties: { plan: 'pro' }, groups: { company: { seats: 12 } } };
  const one = desk({ known: () => Promise.resolve(stored) });
  expect(await isOn(one)).toEqual({ pro: true, team: true });
  // What the SDK sends along goes before.
  expect(await isOn(one, { ...ana, properties: { plan: 'free' } as never })).toEqual({ pro: false, team: true });
  expect(await isOn(one, { ...ana, groups: {} as never })).toEqual({ pro: true, team: false });
  expect(one.asked().map(({ stored: use, values }) => [use, values])).toEqual([
    [
      'used',
      [
        { key: 'pro', value: true },
        { key: 'team', value: false },
      ],
    ],
    [
      'used',
      [
        { key: 'pro', value: false },
        { key: 'team', value: true },
      ],
    ],
    [
      'used',
      [
        { key: 'pro', value: true },
        { key: 'team', value: true },
      ],
    ],
  ]);
});

test('a store that does not answer in time or fails is done without', async () => {
  write(PRO);
  const slow = desk({ known: () => new Promise(() => undefined), patienceMs: 10 });
  expect(await isOn(slow)).toEqual({ pro: false });
  expect(slow.asked()[0]?.stored).toBe('late');
  const broken = desk({ known: () => Promise.reject(new Error('restarting')) });
  expect(await isOn(broken)).toEqual({ pro: false });
});

test('a store that hangs is asked by no more than a few at a time', async () => {
  write(PRO);
  let asked = 0;
  const one = desk({
    known: () => {
      asked += 1;
      return new Promise(() => undefined);
    },
    patienceMs: 20,
  });
  await Promise.all(Array.from({ length: 50 }, () => isOn(one)));
  expect(asked).toBe(8);
});

test('nothing is looked up where no condition looks at anything', async () => {
  write({ key: 'all' }, { key: 'ana', conditions: [{ properties: [{ key: 'distinct_id', value: 'ana' }] }] });
  const one = desk({ known: () => Promise.reject(new Error('must not be asked')) });
  expect(await isOn(one)).toEqual({ all: true, ana: true });
  expect(one.asked()[0]?.stored).toBe('not-needed');
});

test('the file is written for people, and not over what somebody else wrote', async () => {
  const one = desk();
  const { stamp } = await one.get();
  expect(stamp).toBe('');
  const written = await one.put({
    flags: flagsOf(PRO, { key: 'off', enabled: false }, { key: 'on' }),
    cohorts: [],
    stamp,
  });
  expect(written.flags.map(({ key }) => key)).toEqual(['pro', 'off', 'on']);
  expect(JSON.parse(readFileSync(join(dir, 'flags.json'), 'utf8'))).toEqual({
    version: 1,
    flags: [PRO, { key: 'off', enabled: false }, { key: 'on' }],
  });
  write({ key: 'theirs' });
  await expect(one.put({ flags: [], cohorts: [], stamp: written.stamp })).rejects.toThrow('changed by somebody else');
  expect((await one.get()).flags.map(({ key }) => key)).toEqual(['theirs']);
});

test('cohorts are kept; what does not fit together is not written', async () => {
  const one = desk();
  const beta = { key: 'beta', ids: ['ana'] };
  const rule = { any: [{ cohort: 'beta' as const, operator: 'in' as const }, { all: [] }] };
  const flags = flagsOfDocument([{ key: 'new', conditions: [{ properties: [{ cohort: 'beta' }] }] }], [beta]);
  const { stamp, cohorts } = await one.put({ flags, cohorts: [beta, { key: 'wide', rule }], stamp: '' });
  expect(cohorts).toEqual([beta, { key: 'wide', rule }]);
  expect(JSON.parse(readFileSync(join(dir, 'flags.json'), 'utf8'))).toEqual({
    version: 1,
    flags: [{ key: 'new', conditions: [{ properties: [{ cohort: 'beta' }] }] }],
    cohorts: [beta, { key: 'wide', rule: { any: [{ cohort: 'beta' }, { all: [] }] } }],
  });
  await expect(one.put({ flags, cohorts: [], stamp })).rejects.toThrow('«beta», which is none of the cohorts');
});

test('the store is asked for the segments that conditions name', async () => {
  write({ key: 'payers', conditions: [{ properties: [{ segment: 'payers' }] }] }, PRO);
  const asked: string[][] = [];
  const one = desk({
    known: (_person, { segments, continuity }) => {
      asked.push(continuity ? [...segments, 'and continuity'] : segments);
      return Promise.resolve({ properties: {}, groups: {}, segments: ['payers'] });
    },
  });
  expect(await isOn(one)).toEqual({ payers: true, pro: false });
  expect(asked).toEqual([['payers']]);
  write({ key: 'stays', continuity: true, conditions: [{ rollout: 50 }] });
  await isOn(one);
  expect(asked[1]).toEqual(['and continuity']);
});

test('a file that does not fit is said with its place, and nobody is noted as answered', async () => {
  write({ key: 'beta', rolout: 20 });
  const one = desk();
  expect((await one.get()).problem).toContain('flags[0]');
  await one.forSdk('posthog', ana);
  expect(one.asked()).toEqual([]);
});

test('of whom was asked about not more is remembered than somebody reads', async () => {
  write({ key: 'beta' });
  const one = desk();
  await one.forSdk('posthog', { distinctId: 'x'.repeat(100_000), properties: { note: 'y'.repeat(100_000) } });
  expect(JSON.stringify(one.asked()).length).toBeLessThan(2_000);
  expect(one.asked()[0]?.values).toEqual([{ key: 'beta', value: true }]);
});

test('who somebody was first is remembered while the store is late, and the first to be said stays', async () => {
  write({ key: 'stays', continuity: true, conditions: [{ rollout: 50 }] });
  let answer: () => Promise<{ properties: object; groups: object; firstAnonymousId?: string } | undefined> = () =>
    Promise.resolve(undefined);
  const one = desk({ known: () => answer() as never, patienceMs: 20 });
  const first = async (distinctId: string, anonymousId?: string): Promise<string | undefined> => {
    const person = { distinctId, properties: {}, ...(anonymousId === undefined ? {} : { anonymousId }) };
    return (await one.forSdk('posthog', person)).stored?.firstAnonymousId ?? undefined;
  };
  expect(await first('ana')).toBeUndefined();
  expect(await first('ana', 'a1')).toBe('a1');
  expect(await first('ana', 'a2')).toBe('a1');
  answer = () => Promise.resolve({ properties: {}, groups: {}, firstAnonymousId: 'a0' });
  expect(await first('ana')).toBe('a0');
  answer = () => new Promise(() => undefined);
  expect(await first('ana')).toBe('a0');
  expect(await first('ben')).toBeUndefined();
});
