/**
 * Senders that behave as SDKs do while the collector dies under them: single events and batches of several protocols,
 * each over a connection of its own, sent again with the same ids until answered. The ledger keeps what was promised.
 */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the collector owes for one event id. */
export type Promised = 'unanswered' | 'acknowledged' | 'refused';

/** How often something was sent, answered with a yes, and with a no that means «later». */
interface Owed {
  attempts: number;
  answers: number;
  refusals: number;
}

export interface Ledger {
  /** By event id. Unanswered ones may be stored once or not at all. */
  readonly events: Map<string, Promised>;
  /** Of what must be kept as a reject. */
  readonly rejects: Map<string, Owed>;
  /** Of events that their protocol gives no id; each has a name of its own. */
  readonly nameless: Map<string, Owed>;
  /** How often each status came back; `broken` is a connection that ended without an answer. */
  readonly statuses: Map<number | 'broken', number>;
}

const nothingOwed = (): Owed => ({ attempts: 0, answers: 0, refusals: 0 });

export const newLedger = (): Ledger => ({
  events: new Map(),
  rejects: new Map(),
  nameless: new Map(),
  statuses: new Map(),
});

/** Numbers from 0 to below 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Shipment {
  readonly path: string;
  readonly body: string;
}

const PROTOCOLS: readonly ((ids: readonly string[]) => Shipment)[] = [
  ([id]) => ({ path: '/ingest', body: JSON.stringify({ event: 'single', distinct_id: 'ana', event_id: id }) }),
  (ids) => ({
    path: '/ingest',
    body: ids.map((id) => JSON.stringify({ event: 'line', distinct_id: 'ana', event_id: id })).join('\n'),
  }),
  (ids) => ({
    path: '/batch/',
    body: JSON.stringify({
      api_key: 'phc_kill',
      batch: ids.map((uuid) => ({ event: 'posthog', uuid, properties: { distinct_id: 'ben' } })),
    }),
  }),
  (ids) => ({
    path: '/v1/batch',
    body: JSON.stringify({
      batch: ids.map((messageId) => ({ type: 'track', event: 'segment', userId: 'cho', messageId })),
    }),
  }),
  (ids) => ({
    path: '/track/',
    body: JSON.stringify(
      ids.map((id) => ({ event: 'mixpanel', properties: { token: 't', distinct_id: 'dan', $insert_id: id } })),
    ),
  }),
  (ids) => ({
    path: '/2/httpapi',
    body: JSON.stringify({
      api_key: 'a',
      events: ids.map((insert_id) => ({ event_type: 'amplitude', user_id: 'eve', insert_id })),
    }),
  }),
];

export interface LoadOptions {
  /** Where to send now; another one after the whole app was started again. */
  readonly port: () => number;
  readonly ledger: Ledger;
  readonly random: () => number;
  /** What its ids begin with. */
  readonly name: string;
  /** From then on nothing new is sent; what is under way is still brought to an answer. */
  readonly stopped: () => boolean;
}

/** Sends until stopped. Resolves when the last shipment was answered or given up. */
export async function sendUnderFire({ port, ledger, random, name, stopped }: LoadOptions): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    for (let number = 0; !stopped(); number++) {
      await deliver(agent, port, ledger, nextShipment(`${name}-${number}`, random, ledger), random);
      if (random() < 0.3) await sleep(random() * 20);
    }
  } finally {
    agent.destroy();
  }
}

interface Pledged extends Shipment {
  readonly ids: readonly string[];
  readonly rejects: readonly string[];
  readonly nameless?: readonly string[];
}

/** Ids are made here at each attempt, so every one that arrives whole is another event. */
function nameless(name: string, { nameless }: Ledger): Pledged {
  nameless.set(name, nothingOwed());
  const body = JSON.stringify({ name, domain: 'kill.test', url: 'https://kill.test/' });
  return { path: '/api/event', body, ids: [], rejects: [], nameless: [name] };
}

/** One in eight has no ids, one in eight cannot be understood, one in eight holds a bad event among good ones. */
function nextShipment(name: string, random: () => number, ledger: Ledger): Pledged {
  if (random() < 1 / 8) return nameless(name, ledger);
  const { events, rejects } = ledger;
  const make = PROTOCOLS[Math.floor(random() * PROTOCOLS.length)] as (ids: readonly string[]) => Shipment;
  const kind = random();
  const ids =
    make === PROTOCOLS[0] ? [name] : Array.from({ length: 1 + Math.floor(random() * 40) }, (_, i) => `${name}.${i}`);
  if (kind < 1 / 8) {
    const { path, body } = make([`${name}.cut`]);
    rejects.set(`${name}.cut`, nothingOwed());
    events.set(`${name}.cut`, 'unanswered');
    return { path, body: body.slice(0, -1), ids: [`${name}.cut`], rejects: [`${name}.cut`] };
  }
  for (const id of ids) events.set(id, 'unanswered');
  if (kind > 1 / 4) return { ...make(ids), ids, rejects: [] };
  const bad = `${name}.nobody`;
  rejects.set(bad, nothingOwed());
  events.set(bad, 'refused');
  const items = [
    { event: 'nobody’s', event_id: bad },
    ...ids.map((id) => ({ event: 'somebody’s', distinct_id: 'flo', event_id: id })),
  ];
  return { path: '/ingest', body: JSON.stringify(items), ids, rejects: [bad] };
}

/** Nobody waits longer for a collector that is being started again. */
const PATIENCE_MS = 60_000;
/** Nothing of it is stored, says the collector. */
const LATER = 503;

async function deliver(
  agent: Agent,
  port: () => number,
  ledger: Ledger,
  { path, body, ids, rejects, nameless = [] }: Pledged,
  random: () => number,
): Promise<void> {
  const givesUp = random() < 0.1;
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    for (const id of rejects) bump(ledger.rejects, id, 'attempts');
    for (const id of nameless) bump(ledger.nameless, id, 'attempts');
    const status = await post(agent, port(), path, body);
    ledger.statuses.set(status, (ledger.statuses.get(status) ?? 0) + 1);
    if (typeof status === 'number' && status < 500 && status !== 429) {
      for (const id of rejects) bump(ledger.rejects, id, 'answers');
      for (const id of nameless) bump(ledger.nameless, id, 'answers');
      for (const id of ids) ledger.events.set(id, status < 300 ? 'acknowledged' : 'refused');
      return;
    }
    if (status === LATER) {
      for (const id of rejects) bump(ledger.rejects, id, 'refusals');
      for (const id of nameless) bump(ledger.nameless, id, 'refusals');
    }
    if (givesUp) return;
    if (Date.now() > deadline) throw new Error(`${path} got no answer for ${PATIENCE_MS / 1000} s: ${status}`);
    await sleep(30 + random() * 100);
  }
}

function bump(of: Ledger['rejects'], id: string, what: keyof Owed): void {
  const owed = of.get(id);
  if (owed !== undefined) owed[what] += 1;
}

function post(agent: Agent, port: number, path: string, body: string): Promise<number | 'broken'> {
  return new Promise((resolve) => {
    const sending = request({ agent, port, path, host: '127.0.0.1', method: 'POST' }, (response) => {
      response.resume();
      // A status line alone is an answer; an SDK asks for no more.
      resolve(response.statusCode ?? 'broken');
    });
    sending.on('error', () => resolve('broken'));
    sending.end(body);
  });
}
