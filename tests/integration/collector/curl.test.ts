/** Curl commands are tried where they are pasted: in bash, by curl, against a real collector. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCollector, type Collector } from '../../../electron/collector/collector';
import { SILENT_LOGGER } from '../../../electron/log/logger';
import { toCurl, type CurlRequest } from '../../../shared/inspect/curl';
import type { IngestBatch } from '../../../shared/contract/engine';

const hasCurl = spawnSync('curl', ['--version']).status === 0 && spawnSync('bash', ['--version']).status === 0;
if (!hasCurl) console.warn('curl or bash is missing here: the curl commands were not tried.');

let collector: Collector;
const batches: IngestBatch[] = [];
beforeAll(async () => {
  collector = await startCollector({
    port: 0,
    log: SILENT_LOGGER,
    ingest: (batch) => {
      batches.push(batch);
      return Promise.resolve({ stored: batch.events.length, duplicates: 0 });
    },
  });
});
afterAll(() => collector.close());

async function paste(
  request: Partial<CurlRequest>,
  env: Record<string, string> = {},
): Promise<IngestBatch | undefined> {
  const command = toCurl({
    method: 'POST',
    url: `${collector.url}/ingest`,
    headers: {},
    body: '',
    isBinary: false,
    ...request,
  });
  batches.length = 0;
  await new Promise((done) => {
    const child = spawn('bash', ['-s'], { env: { ...process.env, ...env }, stdio: ['pipe', 'ignore', 'inherit'] });
    child.stdin.end(`${command.replace(/^curl|(?<=\| )curl/m, 'curl -sS')}\n`);
    child.on('close', done);
  });
  return batches[0];
}

const NASTY = `it's "quoted" $HOME \`id\` \\n \\ !history %s é 🙂\t; rm -rf * & | > < # {a,b} [1-2] ~`;

describe.runIf(hasCurl)('a request as a curl command', () => {
  test('brings the very same text, whatever a shell reads into it', async () => {
    const body = JSON.stringify([{ event: NASTY, distinct_id: 'ana', properties: { [NASTY]: `${NASTY}\n${NASTY}` } }]);
    const batch = await paste({
      body,
      headers: { 'content-type': 'application/json', 'user-agent': NASTY.replace(/[^ -~]/g, '') },
    });
    expect(batch?.events[0]).toMatchObject({ event: NASTY, properties: { [NASTY]: `${NASTY}\n${NASTY}` } });
  });

  test('goes by the standard input where it is long', async () => {
    const text = `${NASTY}${"'x".repeat(200_000)}`;
    const batch = await paste({ body: JSON.stringify({ event: 'long', distinct_id: 'ana', properties: { text } }) });
    expect(batch?.events[0]?.properties['text']).toBe(text);
  });

  test('asks for pixels by GET, with brackets in the address', async () => {
    const query = 'idsite=7&rec=1&_id=0123456789abcdef&action_name=it%27s[1-2]{a,b}&url=https%3A%2F%2Fshop.test%2F';
    const batch = await paste({ method: 'GET', url: `${collector.url}/matomo.php?${query}` });
    expect(batch?.events[0]).toMatchObject({ project: '7', properties: { $title: "it's[1-2]{a,b}" } });
  });

  test('sends bytes as they were', async () => {
    const body = Buffer.from(JSON.stringify({ event: 'bytes', distinct_id: 'ana' })).toString('base64');
    expect((await paste({ body, isBinary: true }))?.events[0]?.event).toBe('bytes');
  });

  test('leaves credentials to whoever pastes', async () => {
    const body = JSON.stringify({ batch: [{ type: 'track', event: 'a', userId: 'ana' }] });
    const headers = { authorization: 'Basic «…»', 'content-type': 'application/json', 'x-empty': '' };
    const key = Buffer.from('wk_pasted:').toString('base64');
    const url = `${collector.url}/v1/batch`;
    expect((await paste({ url, headers, body }, { CREDENTIAL: key }))?.events[0]?.project).toBe('wk_pasted');
    expect((await paste({ url, headers, body }))?.events[0]?.event).toBe('a');
  });

  test('says nothing that curl says by itself', () => {
    const command = toCurl({
      method: 'POST',
      url: 'http://x/',
      headers: { host: 'x', 'content-length': '5', 'content-encoding': 'gzip', connection: 'close' },
      body: '{}',
      isBinary: false,
    });
    expect(command).toBe("curl 'http://x/' \\\n  -H 'content-type:' \\\n  --data-raw '{}'");
    expect(execFileSync('bash', ['-n', '-c', command]).toString()).toBe('');
  });
});
