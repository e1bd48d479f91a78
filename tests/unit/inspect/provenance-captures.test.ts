/** Provenance over requests as published SDKs sent them: what is there is found. Skipped where the recordings are absent. */
import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { provenanceOf } from '../../../shared/inspect/provenance';
import { findRoute } from '../../../shared/protocols/registry';
import { CAPTURES, recordings, sentOf } from '../../support/recordings';
import { decodeSent } from '../../support/wire';

const hasCaptures = existsSync(CAPTURES);
if (!hasCaptures) console.warn(`${CAPTURES} is missing: provenance was not tried on recorded requests.`);

// One that is skipped is a suite too: a file without any fails.
const SDKS = hasCaptures
  ? readdirSync(CAPTURES, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  : ['an SDK'];

/** Long enough not to stand somewhere by chance. */
const isTelling = (value: unknown): value is string => typeof value === 'string' && value.length >= 4;

test.runIf(hasCaptures).each(SDKS)('%s: what an event has from its request is found', async (sdk) => {
  const missed: string[] = [];
  for (const recorded of recordings(sdk)) {
    if (findRoute(recorded.method, recorded.path) === undefined) continue;
    const sent = await sentOf(recorded);
    const query = new URLSearchParams(sent.query).toString();
    const url = `http://127.0.0.1:8787${sent.path}${query === '' ? '' : `?${query}`}`;
    const texts = [sent.body, ...Object.values(sent.query ?? {})];
    for (const event of decodeSent(sent).events) {
      const isBinary = sent.bytes !== undefined;
      const provenance = provenanceOf({ url, headers: sent.headers ?? {}, body: sent.body, isBinary }, event);
      if (provenance === undefined) expect(isBinary).toBe(true);
      for (const { field, value, origin } of provenance?.fields ?? []) {
        const isFound = 'from' in origin && origin.from !== undefined;
        if (isFound || field === 'source' || field === 'kind' || !isTelling(value)) continue;
        if (texts.some((text) => text.includes(JSON.stringify(value))))
          missed.push(`${recorded.file} ${field} ${value}`);
      }
    }
  }
  expect(missed).toEqual([]);
});
