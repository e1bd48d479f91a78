/**
 * Reads a repaired reject as its decoder would have read it in its request, and hands on what it became. Ids that the
 * decoder asks for are the same at every try, so that a repair that was cut off and asked for again stores no second event.
 */
import { createHash } from 'node:crypto';
import type { Ingest } from '../../shared/contract/engine';
import { fail } from '../../shared/contract/errors';
import type { Repair, RepairAnswer, WholeReject } from '../../shared/contract/rejects';
import { claimFor, findRoute } from '../../shared/protocols/registry';
import type { WireRequest } from '../../shared/protocols/wire';

/** A page may show these; more than these nobody reads. */
const MAX_PROBLEMS = 50;

export async function repairReject(reject: WholeReject, repair: Repair, ingest: Ingest): Promise<RepairAnswer> {
  const { request, repaired } = reject;
  if (repaired !== undefined) {
    return fail(
      'invalid_request',
      `Reject number ${reject.id} was repaired already; its event is ${repaired.eventIds[0]}.`,
    );
  }
  if (request === undefined) return fail('invalid_request', reject.why ?? 'This reject cannot be sent again.');
  const found = findRoute(request.method, request.path);
  if (found === undefined) return fail('invalid_request', `Nothing is understood at ${request.path} any more.`);
  const wire: WireRequest = {
    method: request.method,
    path: found.path,
    query: repair.query ?? request.query,
    headers: request.headers,
    ...(request.credential === undefined ? {} : { credential: request.credential }),
    body: repair.body ?? request.body,
    baseUrl: `http://127.0.0.1${found.prefix}`,
    receivedAt: reject.receivedAt,
    newId: idsFor(reject),
  };
  const { events, rejects } = claimFor(found, wire).route.decode(wire);
  if (rejects.length > 0) {
    const problems = rejects.slice(0, MAX_PROBLEMS).map(({ code, message, place }) => ({ code, message, place }));
    return { is: 'refused', problems };
  }
  if (events.length === 0) {
    const message =
      'This is understood, and holds no event: nothing would be stored. Leave it as it is, or name what happened.';
    return { is: 'refused', problems: [{ code: 'malformed_event', message, place: '' }] };
  }
  const answer = await ingest({ events, rejects: [], repairs: reject.id }, true);
  if (answer === undefined) return fail('internal', 'The repair was stored, but not what became of it.');
  return { is: 'repaired', eventIds: events.map(({ event_id }) => event_id), ...answer };
}

function idsFor({ id, receivedAt }: WholeReject): () => string {
  let count = 0;
  return () => {
    count += 1;
    const hex = createHash('sha256').update(`waymark repair ${id} ${receivedAt} ${count}`).digest('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
  };
}
