/** The API behind its guard, over a real socket, with an engine whose answers the test decides. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guardLoopback } from '../../electron/api/guard';
import { createWaymarkApi, type EngineCalls } from '../../electron/api/waymark-api';
import { startCollector, type Collector } from '../../electron/collector/collector';
import { SILENT_LOGGER } from '../../electron/log/logger';
import { ensure } from '../../shared/base/assert';
import type { FileGrant } from '../../shared/contract/engine';

export const TOKEN = 'a-token-that-only-this-test-knows';
export const BEARER = { authorization: `Bearer ${TOKEN}` };
export const AS_JSON = { 'content-type': 'application/json' };
/** More than that is no upload. */
const UPLOAD_LIMIT_BYTES = 1000;
export const WORKSPACE_INFO = {
  name: 'w',
  version: '0',
  state: 'ready',
  events: 0,
  persons: 0,
  sessions: 0,
  rejects: 0,
  dataVersion: 0,
  timezone: 'UTC',
  weekStart: 'monday',
} as const;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

interface Asked {
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

export const codeOf = ({ text }: Answer): unknown => (JSON.parse(text) as { error?: { code?: string } }).error?.code;

export class ServedApi {
  /** The folder of its workspace; the page lies in it too. */
  base = '';
  /** What the engine was granted. */
  grants: FileGrant[] = [];
  answer: EngineCalls['call'] = () => Promise.resolve(WORKSPACE_INFO);
  values: EngineCalls['stream'] = async function* () {};
  #collector: Collector | undefined;

  get port(): number {
    return ensure(this.#collector, 'The collector').port;
  }

  async open(): Promise<void> {
    this.base = mkdtempSync(join(tmpdir(), 'waymark-api-'));
    const { base } = this;
    mkdirSync(join(base, 'page', 'assets'), { recursive: true });
    writeFileSync(
      join(base, 'page', 'index.html'),
      '<style nonce="%CSP_NONCE%"></style><script src="./assets/a-1234.js"></script>',
    );
    writeFileSync(join(base, 'page', 'assets', 'a-1234.js'), 'export {}');
    writeFileSync(join(base, 'page', 'assets', 'duck.wasm'), Buffer.from([0, 0x61, 0x73, 0x6d]));
    writeFileSync(join(base, 'secret.txt'), 'not for the page');
    symlinkSync(join(base, 'secret.txt'), join(base, 'page', 'assets', 'link.txt'));
    const api = createWaymarkApi({
      engine: {
        call: (command, input, signal) => this.answer(command, input, signal),
        stream: (command, input, signal) => this.values(command, input, signal),
        grant: (grant) => void this.grants.push(grant),
      },
      hostInfo: () => ({ version: '0', host: 'headless', workspace: base }),
      workspaceDir: base,
      pageDir: join(base, 'page'),
      uploadLimitBytes: UPLOAD_LIMIT_BYTES,
      log: SILENT_LOGGER,
    });
    this.#collector = await startCollector({
      port: 0,
      log: SILENT_LOGGER,
      ingest: () => Promise.resolve({ stored: 0, duplicates: 0 }),
      app: guardLoopback({ token: TOKEN, port: () => this.port, api }),
    });
  }

  async close(): Promise<void> {
    await this.#collector?.close();
    rmSync(this.base, { recursive: true, force: true });
  }

  /** By Node's own client, because fetch does not let a test choose `Host`, `Origin` and paths such as `/../x`. */
  ask(method: string, path: string, { headers = {}, body = '' }: Asked = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.port, method, path, headers };
      const request = httpRequest(options, (response) => {
        let text = '';
        response.on('data', (data: Buffer) => (text += data.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  rpc(command: string, input: unknown = {}, headers: Record<string, string> = BEARER): Promise<Answer> {
    const asked = { headers: { ...AS_JSON, ...headers }, body: JSON.stringify(input) };
    return this.ask('POST', `/waymark/rpc/${command}`, asked);
  }

  /** As the page has it. */
  cookie(): Record<string, string> {
    return { cookie: `other=1; waymark_${this.port}=${TOKEN}` };
  }
}
