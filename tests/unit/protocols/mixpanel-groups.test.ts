/** Mixpanel's events name groups among their properties; which of these are groups is told from outside. */
import { expect, test } from 'vitest';
import { claimFor, findRoute } from '../../../shared/protocols/registry';
import type { WireRequest } from '../../../shared/protocols/wire';

function groupsOf(properties: object, types: readonly string[] = ['company', 'team']): unknown {
  const found = findRoute('POST', '/track');
  if (found === undefined) throw new Error('nobody claims /track');
  const request: WireRequest = {
    method: 'POST',
    path: '/track',
    query: {},
    headers: {},
    body: JSON.stringify([{ event: 'x', properties: { distinct_id: 'ana', ...properties } }]),
    baseUrl: 'http://127.0.0.1:8787',
    receivedAt: Date.UTC(2026, 0, 31),
    newId: () => 'fresh',
    groupTypes: new Set(types),
  };
  const { route } = claimFor(found, request);
  expect(route.wantsGroupTypes).toBe(true);
  const [event] = route.decode(request).events;
  // What was sent stays as it was.
  expect(event?.properties).toMatchObject(properties);
  return event?.groups;
}

test.each([
  [{ company: ['acme'] }, { company: 'acme' }],
  [
    { company: ['acme', 'other'], team: 7 },
    { company: 'acme', team: '7' },
  ],
  [{ company: 'acme', plan: ['pro'] }, { company: 'acme' }],
  [{ company: [], team: [{ id: 1 }] }, {}],
  [{ company: true, team: null }, {}],
  [
    { $groups: { project: 'p-1' }, company: ['acme'] },
    { project: 'p-1', company: 'acme' },
  ],
])('%j', (properties, groups) => {
  expect(groupsOf(properties)).toEqual(groups);
});

test('as long as nothing is known, only what is said outright is a group', () => {
  expect(groupsOf({ company: ['acme'], $groups: { team: ['red'] } }, [])).toEqual({ team: 'red' });
});
