/**
 * Waymark's own way in, for scripts, servers, `curl` and our SDK: `POST /ingest` with one event, an array, a batch
 * `{"events": […]}` or one event per line. Every item is judged alone; the answer says which were refused, where and why.
 */
import type { CanonicalEvent, Reject } from '../../model/event';
import { jsonAnswer, type Decoded, type Protocol, type WireRequest } from '../wire';
import { decodeItem } from './event';
import { readItems } from './items';
import { decodeRecording } from './recording';

/** The answer names this many refused items; all of them are stored. */
const NAMED_REJECTS = 100;

function decode(request: WireRequest): Decoded {
  const { items, shared, rejects: unread } = readItems(request.body, request.headers['content-type']);
  const events: CanonicalEvent[] = [];
  const rejects: Reject[] = [...unread];
  items.forEach((item, index) => {
    const decoded = decodeItem(item, shared, request, items.length - 1 - index);
    if (decoded.ok) events.push(decoded.value);
    else rejects.push(decoded.error);
  });
  const report = {
    accepted: events.length,
    rejected: rejects.length,
    ...(rejects.length === 0
      ? {}
      : { rejects: rejects.slice(0, NAMED_REJECTS).map(({ place, code, message }) => ({ place, code, message })) }),
  };
  const status = events.length === 0 && rejects.length > 0 ? 400 : 200;
  return { events, rejects, answer: jsonAnswer(report, status) };
}

export const WAYMARK: Protocol = {
  name: 'waymark',
  understands: 'your own scripts: POST /ingest {"event": "signed up", "distinct_id": "ana"}',
  routes: [
    { method: 'POST', path: /^\/ingest$/, decode },
    { method: 'POST', path: /^\/ingest\/recording$/, decode: decodeRecording },
  ],
};
