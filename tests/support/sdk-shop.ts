/**
 * A shop page of its own origin that runs one browser SDK, unmodified from npm, pointed at a collector by
 * `?collector=…`: the collector is another port, as in life.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, expect, type Browser, type LaunchOptions, type Page } from '@playwright/test';
import type { StoredEvent } from '../../shared/contract/commands';
import type { RunningHost } from './host';

export interface Shop {
  readonly url: string;
  close(): void;
}

/** `scripts` are served by their names below `/sdk/`; `head` is what an application would write to start its SDK. */
export function openShop(scripts: Readonly<Record<string, string>>, head: string): Promise<Shop> {
  const sources = new Map(Object.entries(scripts).map(([name, file]) => [`/sdk/${name}`, readFileSync(file, 'utf8')]));
  const html = `<!doctype html>
<title>Shop</title>
<link rel="icon" href="data:,">
<button id="buy">Buy</button>
<form id="form"><input name="email"><button id="submit">Send</button></form>
<script>
  const collector = new URLSearchParams(location.search).get('collector');
  document.querySelector('#form').addEventListener('submit', (event) => event.preventDefault());
</script>
${head}`;
  const server = createServer((request, response) => {
    const source = sources.get(request.url ?? '');
    response.setHeader('content-type', source === undefined ? 'text/html' : 'text/javascript');
    response.end(source ?? html);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      resolve({ url, close: () => void server.close() });
    });
  });
}

/** A browser that says neither in its name nor to scripts that it is automated: SDKs keep quiet in those that do. */
export function launchUnmarked(options: LaunchOptions): Promise<Browser> {
  const agent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
  return chromium.launch({
    ...options,
    args: [...(options.args ?? []), '--disable-blink-features=AutomationControlled', `--user-agent=${agent}`],
  });
}

/** What went wrong on a page, by what it and its network say. */
export interface Complaints {
  /** Errors and warnings in the console. */
  readonly console: string[];
  /** Answers other than 200 by the collector. */
  readonly answers: string[];
  /** Requests that left this machine, or wanted to. */
  readonly outside: string[];
}

export function watch(page: Page, collector: string): Complaints {
  const complaints: Complaints = { console: [], answers: [], outside: [] };
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.console.push(message.text());
  });
  page.on('pageerror', (error) => complaints.console.push(error.message));
  page.on('response', (response) => {
    if (response.url().startsWith(collector) && response.status() !== 200) {
      complaints.answers.push(`${response.status()} ${new URL(response.url()).pathname}`);
    }
  });
  page.on('request', (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith('http://127.0.0.1:')) {
      complaints.outside.push(request.url());
    }
  });
  return complaints;
}

/** Nothing was refused, complained of or sent elsewhere. */
export async function expectQuiet(complaints: Complaints, host: RunningHost): Promise<void> {
  expect(complaints).toEqual({ console: [], answers: [], outside: [] });
  expect((await host.call('rejects.recent', { limit: 10 })).rows).toEqual([]);
}

/** What the collector has, oldest first. */
export const stored = (host: RunningHost): Promise<StoredEvent[]> =>
  host.call('events.recent', { limit: 1000 }).then((events) => events.toReversed());

export const named = (events: readonly StoredEvent[], name: string): StoredEvent[] =>
  events.filter(({ event }) => event === name);

/** The one event of that name. */
export function only(events: readonly StoredEvent[], name: string): StoredEvent {
  const found = named(events, name);
  const [event] = found;
  if (event === undefined || found.length > 1) throw new Error(`${found.length} events are called «${name}», not one`);
  return event;
}
