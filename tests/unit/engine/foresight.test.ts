/** Properties are taken out before they are asked about: those that are named in what is saved first, in quiet times alone. */
import { describe, expect, it } from 'vitest';
import { Foresight, propertiesIn } from '../../../electron/engine/properties/foresight';
import { Quiet } from '../../../electron/engine/quiet';

describe('the properties of a document', () => {
  it('are found wherever they are named', () => {
    const insight = {
      spec: {
        steps: [{ event: 'pay', where: { all: [{ property: 'properties.plan', op: 'eq', value: 'pro' }] } }],
        breakdown: { property: 'properties["utm.source"]' },
        filter: { not: { property: 'person.email', op: 'is_set' } },
      },
      name: 'properties are here',
    };
    expect(propertiesIn([insight])).toEqual(['properties.plan', 'properties["utm.source"]']);
    expect(propertiesIn(['properties.', 'properties[', null, 3, undefined])).toEqual([]);
  });
});

describe('taking out ahead', () => {
  it('takes what is saved, then what is frequent, some at a time, and goes on where it was stopped', async () => {
    let clock = 0;
    const quiet = new Quiet(() => (clock += 10_000));
    const passes: string[][] = [];
    let noted: string[] = [];
    let stopOnce = true;
    const foresight = new Foresight({
      quiet,
      counters: { nextEid: 1_000_000 },
      promoted: {
        isPromotable: (property) => property !== 'properties.wide',
        enter: (properties) => {
          noted = [...properties];
          return Promise.resolve();
        },
        refresh: (signal) => {
          if (noted.length === 0) return Promise.resolve();
          passes.push(noted);
          if (!stopOnce) return Promise.resolve();
          stopOnce = false;
          quiet.heard();
          return Promise.reject(new Error(`stopped: ${String(signal?.aborted)}`));
        },
      },
      saved: () => Promise.resolve({ property: 'properties.saved' }),
      frequent: () =>
        Promise.resolve(['a', 'b', 'wide', 'saved', 'c', 'd', 'e', 'f'].map((key) => `properties.${key}`)),
      onProblem: (what, error) => {
        throw new Error(`${what}: ${String(error)}`);
      },
    });
    foresight.wake();
    await foresight.close();
    const named = ['saved', 'a', 'b', 'c', 'd', 'e', 'f'].map((key) => `properties.${key}`);
    expect(passes).toEqual([named.slice(0, 6), named.slice(0, 6), named.slice(6)]);
  });

  it('takes fewer of the frequent ones where there are many events, and all of the saved ones', async () => {
    const noted: string[] = [];
    const foresight = new Foresight({
      quiet: new Quiet(() => Date.now() * 1_000),
      counters: { nextEid: 300_000_000 },
      promoted: {
        isPromotable: () => true,
        enter: (properties) => {
          noted.push(...properties);
          return Promise.resolve();
        },
        refresh: () => Promise.resolve(),
      },
      saved: () => Promise.resolve([{ property: 'properties.x' }, { property: 'properties.y' }]),
      frequent: () => Promise.resolve(['a', 'b', 'c', 'd'].map((key) => `properties.${key}`)),
      onProblem: (what, error) => {
        throw new Error(`${what}: ${String(error)}`);
      },
    });
    foresight.wake();
    await foresight.close();
    expect(noted).toEqual(['properties.x', 'properties.y', 'properties.a', 'properties.b']);
  });

  it('leaves few events to whoever asks', async () => {
    const foresight = new Foresight({
      quiet: new Quiet(() => Date.now() * 1_000),
      counters: { nextEid: 100 },
      promoted: {
        isPromotable: () => true,
        enter: () => Promise.reject(new Error('not worth it')),
        refresh: () => Promise.resolve(),
      },
      saved: () => Promise.reject(new Error('not looked at')),
      frequent: () => Promise.reject(new Error('not looked at')),
      onProblem: (what, error) => {
        throw new Error(`${what}: ${String(error)}`);
      },
    });
    foresight.wake();
    await foresight.close();
  });

  it('goes on by itself once many events came', async () => {
    const counters = { nextEid: 100 };
    const seen: number[] = [];
    const foresight = new Foresight({
      quiet: new Quiet(() => Date.now() * 1_000),
      counters,
      promoted: {
        isPromotable: () => true,
        enter: () => Promise.resolve(),
        refresh: () => {
          seen.push(counters.nextEid);
          return Promise.resolve();
        },
      },
      saved: () => Promise.resolve([]),
      frequent: () => Promise.resolve([]),
      onProblem: (what, error) => {
        throw new Error(`${what}: ${String(error)}`);
      },
    });
    for (const nextEid of [150, 199_999, 200_000, 300_000, 400_000]) {
      counters.nextEid = nextEid;
      foresight.stored();
      await foresight.close();
    }
    expect(seen).toEqual([200_000, 400_000]);
  });
});
