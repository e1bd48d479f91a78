/**
 * Whose event is whose, from the database's facts: whatever the batches in which events arrive, the rule sets tried on the
 * way, and a restart between that takes up what was kept, the engine's persons are those of a resolver that is told all
 * events at once.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ownerAt } from '../../../shared/identity/resolver';
import { RULE_SETS, type RuleSet } from '../../../shared/model/identity';
import { DEFAULT_SETTINGS } from '../../../shared/model/settings';
import type { CanonicalEvent } from '../../../shared/model/event';
import { type IdEvent, ownerOf, resolve } from '../../support/identity';
import { runs } from '../../support/runs';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

const AT = Date.UTC(2026, 2, 2);

const drawn = fc.record({
  minute: fc.integer({ min: 0, max: 40 }),
  device: fc.option(fc.constantFrom('d0', 'd1', 'd2', 'u1'), { freq: 4, nil: undefined }),
  user: fc.option(fc.constantFrom('u0', 'u1', 'u2', 'null', '000-0'), { nil: undefined }),
  plain: fc.constantFrom('d0', 'u0', 'p0'),
  identify: fc.boolean(),
  alias: fc.option(fc.constantFrom('u0', 'u1', 'd0', 'd2', 'x'), { freq: 5, nil: undefined }),
  merge: fc.boolean(),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

const isJunk = (id: string | undefined): boolean => id === 'null' || id === '000-0';

function toStored(
  { minute, device, user, plain, identify, alias, merge }: Drawn,
  index: number,
): Partial<CanonicalEvent> & { event: string } {
  const base = { event_id: `e${String(index).padStart(2, '0')}`, timestamp: AT + minute * 60_000 };
  const ids = {
    ...(user === undefined ? {} : { user_id: user }),
    ...(device === undefined ? {} : { anonymous_id: device }),
    distinct_id: (isJunk(user) ? undefined : user) ?? device ?? plain,
  };
  if (alias !== undefined && user !== undefined && !isJunk(user)) {
    const event = merge ? '$merge_dangerously' : '$create_alias';
    return { ...base, event, kind: 'alias', user_id: user, distinct_id: user, properties: { alias } };
  }
  return { ...base, ...ids, event: 'did', kind: identify ? 'identify' : 'custom' };
}

/** The same in the words of identity; ids that stand for nobody are left out, since they own and link nothing. */
function toFact({
  kind,
  event,
  timestamp = 0,
  user_id: user,
  anonymous_id: anonymous,
  distinct_id: plain = '',
  properties,
}: Partial<CanonicalEvent> & { event: string }): IdEvent {
  const alias = properties?.['alias'];
  return {
    time: timestamp,
    ...(user === undefined || isJunk(user) ? {} : { user }),
    ...(anonymous === undefined ? {} : { anonymous }),
    plain,
    identify: kind === 'identify',
    ...(typeof alias === 'string' ? { alias, merge: event === '$merge_dangerously' } : {}),
  };
}

async function ownersInEngine(engine: TestEngine): Promise<Record<string, string>> {
  const spec = {
    kind: 'trends' as const,
    series: [{ match: { event: '*' }, math: 'events' as const }],
    interval: 'day' as const,
  };
  const { rows } = await engine.engine.json['insight.drill'](
    { spec, cell: { series: 0, bucket: 0 }, limit: 100 },
    neverAborted(),
  );
  const events = await engine.engine.json['events.recent']({ limit: 100 }, neverAborted());
  const names = new Map(events.map(({ eid, event_id }) => [eid, event_id]));
  return Object.fromEntries(
    rows.flatMap(({ person, evidence }) => evidence.map(({ eid }) => [names.get(eid) ?? '', person])),
  );
}

function ownersAtOnce(
  rules: RuleSet,
  stored: readonly (Partial<CanonicalEvent> & { event: string })[],
): Record<string, string> {
  const facts = stored.map(toFact);
  const world = resolve(rules, facts);
  return Object.fromEntries(
    stored.map(({ event_id = '' }, index) => {
      const fact = facts[index] as IdEvent;
      const owner = ownerOf(rules, fact);
      if (owner === undefined) return [event_id, ''];
      const node = world.resolver.addNode(owner.role, owner.id);
      return [event_id, world.persons.ids[ownerAt(world.persons, node, fact.time)] ?? ''];
    }),
  );
}

async function useRules({ engine }: TestEngine, rules: RuleSet): Promise<void> {
  await engine.json['settings.set'](
    { settings: { ...DEFAULT_SETTINGS, identity: { rules, maxIdsPerPerson: 1000 } } },
    neverAborted(),
  );
  while ((await engine.json['workspace.info']({}, neverAborted())).work !== undefined)
    await new Promise((resolve) => setTimeout(resolve, 2));
}

test('persons are the same however their events came', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(drawn, { minLength: 1, maxLength: 18 }),
      fc.array(
        fc.record({ at: fc.integer({ min: 0, max: 18 }), rules: fc.constantFrom(...RULE_SETS), reopen: fc.boolean() }),
        { maxLength: 3 },
      ),
      async (draws, turns) => {
        const all = draws.map(toStored);
        let engine = await openTestEngine(undefined, {
          keepLimits: { minEvents: 1, delayMs: 1_000_000, closeMs: 60_000 },
        });
        let rules: RuleSet = 'waymark';
        let stored = 0;
        try {
          for (const turn of [...turns]
            .sort((a, b) => a.at - b.at)
            .concat({ at: all.length, rules: 'waymark', reopen: false })) {
            const next = Math.min(turn.at, all.length);
            await engine.store(...all.slice(stored, next));
            stored = next;
            if (stored > 0) expect(await ownersInEngine(engine)).toEqual(ownersAtOnce(rules, all.slice(0, stored)));
            await useRules(engine, turn.rules);
            rules = turn.rules;
            if (turn.reopen) engine = await engine.reopen();
            if (stored > 0) expect(await ownersInEngine(engine)).toEqual(ownersAtOnce(rules, all.slice(0, stored)));
          }
        } finally {
          await engine.close();
        }
      },
    ),
    runs(15),
  );
}, 600_000);
