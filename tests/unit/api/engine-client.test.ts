import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EngineClient } from '../../../electron/api/engine-client';
import { SILENT_LOGGER } from '../../../electron/log/logger';
import { AppFailure } from '../../../shared/contract/errors';
import { fakeEngines, type FakeEngine } from '../../support/fake-engine';

function setup(): { client: EngineClient; engine: (index: number) => FakeEngine; count: () => number } {
  const { spawn, started } = fakeEngines();
  const client = new EngineClient({
    spawn,
    start: { workspaceDir: '/w', version: '0', logLevel: 'info' },
    log: SILENT_LOGGER,
  });
  return {
    client,
    count: () => started.length,
    engine: (index) => {
      const found = started[index];
      if (found === undefined) throw new Error(`engine ${index} was not started`);
      return found;
    },
  };
}

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise;
  } catch (error) {
    return error instanceof AppFailure ? error.error.code : String(error);
  }
  return 'answered';
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('calls', () => {
  test('wait for the engine to be ready and are answered by id', async () => {
    const { client, engine } = setup();
    const first = client.call('workspace.info', {});
    const second = client.call('catalog.events', {});
    expect(engine(0).received.map(({ type }) => type)).toEqual(['start']);
    engine(0).say({ type: 'ready', journal: 0 });
    const ids = engine(0).received.flatMap((message) => (message.type === 'call' ? [message.id] : []));
    engine(0).say({ type: 'answer', id: ids[1] ?? -1, value: 'two' });
    engine(0).say({ type: 'answer', id: ids[0] ?? -1, value: 'one' });
    expect(await Promise.all([first, second])).toEqual(['one', 'two']);
  });

  test('under way when the engine dies fail with engine_restarting; those asked meanwhile wait', async () => {
    const { client, engine } = setup();
    engine(0).say({ type: 'ready', journal: 0 });
    const underWay = codeOf(client.call('workspace.info', {}));
    engine(0).exit('signal SIGKILL');
    expect(await underWay).toBe('engine_restarting');
    const meanwhile = client.call('workspace.info', {});
    await vi.advanceTimersByTimeAsync(200);
    engine(1).say({ type: 'ready', journal: 0 });
    engine(1).say({ type: 'answer', id: engine(1).last('call').id, value: 'back' });
    expect(await meanwhile).toBe('back');
  });

  test('aborting cancels in the engine', async () => {
    const { client, engine } = setup();
    engine(0).say({ type: 'ready', journal: 0 });
    const abort = new AbortController();
    const call = codeOf(client.call('workspace.info', {}, abort.signal));
    abort.abort();
    expect(await call).toBe('cancelled');
    expect(engine(0).last('cancel').id).toBe(engine(0).last('call').id);
  });
});

describe('streams', () => {
  test('yield in order and end', async () => {
    const { client, engine } = setup();
    engine(0).say({ type: 'ready', journal: 0 });
    const values: unknown[] = [];
    const reading = (async () => {
      for await (const value of client.stream('live', {})) values.push(value);
    })();
    await vi.advanceTimersByTimeAsync(0);
    const { id } = engine(0).last('call');
    engine(0).say({ type: 'chunk', id, value: 1 });
    engine(0).say({ type: 'chunk', id, value: 2 });
    engine(0).say({ type: 'answer', id });
    await reading;
    expect(values).toEqual([1, 2]);
  });

  test('leaving the loop cancels in the engine', async () => {
    const { client, engine } = setup();
    engine(0).say({ type: 'ready', journal: 0 });
    const reading = (async () => {
      for await (const value of client.stream('live', {})) return value;
      return undefined;
    })();
    await vi.advanceTimersByTimeAsync(0);
    engine(0).say({ type: 'chunk', id: engine(0).last('call').id, value: 'first' });
    expect(await reading).toBe('first');
    expect(engine(0).last('cancel').id).toBe(engine(0).last('call').id);
  });
});

describe('the journal', () => {
  const STATE = { sequence: 7, file: 1, bytes: 100 };

  test('is told to the engine, to those that follow it, and with every question', async () => {
    const { client, engine } = setup();
    engine(0).say({ type: 'ready', journal: 5 });
    expect(client.highestFrame).toBe(5);
    client.announce({ ...STATE, sequence: 6 });
    client.announce(STATE);
    const told = (): unknown[] => engine(0).received.flatMap((each) => (each.type === 'journal' ? [each.state] : []));
    expect(told()).toEqual([]);
    await vi.advanceTimersByTimeAsync(20);
    expect(told()).toEqual([STATE]);
    client.announce({ ...STATE, sequence: 8 });
    const call = codeOf(client.call('workspace.info', {}));
    expect(engine(0).received.slice(-2)).toMatchObject([{ state: { sequence: 8 } }, { type: 'call', after: 8 }]);
    engine(0).exit('signal SIGKILL');
    expect(await call).toBe('engine_restarting');
    client.announce({ ...STATE, sequence: 8 });
    await vi.advanceTimersByTimeAsync(200);
    expect(engine(1).last('start').start.journal).toEqual({ ...STATE, sequence: 8 });
    client.announce({ ...STATE, sequence: 9 });
    engine(1).say({ type: 'ready', journal: 9 });
    expect(engine(1).last('journal').state.sequence).toBe(9);
  });

  test('hears what is stored, before the engine is ready too', () => {
    const { client, engine } = setup();
    const applied: number[] = [];
    client.onApplied(({ sequence }) => applied.push(sequence));
    engine(0).say({ type: 'applied', sequence: 3 });
    engine(0).say({ type: 'ready', journal: 5 });
    engine(0).say({ type: 'applied', sequence: 5 });
    expect(applied).toEqual([3, 5]);
  });
});

describe('the engine process', () => {
  test('gets every file grant again after a restart, before anything else', async () => {
    const { client, engine } = setup();
    const grant = { token: 'abcdefgh', path: '/tmp/a.csv', name: 'a.csv' };
    client.grant(grant);
    engine(0).say({ type: 'ready', journal: 0 });
    expect(engine(0).last('grant').grant).toEqual(grant);
    engine(0).exit('code 1');
    const call = codeOf(client.call('workspace.info', {}));
    await vi.advanceTimersByTimeAsync(200);
    engine(1).say({ type: 'ready', journal: 0 });
    expect(engine(1).received.map(({ type }) => type)).toEqual(['start', 'grant', 'call']);
    const stopped = client.stop();
    expect(await call).toBe('cancelled');
    engine(1).exit('code 0');
    await stopped;
  });

  test('that says failed is not started again, and everybody learns why', async () => {
    const { client, engine, count } = setup();
    const ready = codeOf(client.ready());
    const call = codeOf(client.call('workspace.info', {}));
    engine(0).say({ type: 'failed', error: { code: 'workspace_corrupt', message: 'Broken.' } });
    engine(0).exit('code 3');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await ready).toBe('workspace_corrupt');
    expect(await call).toBe('workspace_corrupt');
    expect(client.failure?.message).toBe('Broken.');
    expect(count()).toBe(1);
  });

  test('that never gets ready is given up after five tries', async () => {
    const { client, engine, count } = setup();
    const ready = codeOf(client.ready());
    for (let index = 0; index < 5; index++) {
      engine(index).exit('code 1');
      await vi.advanceTimersByTimeAsync(6_000);
    }
    expect(await ready).toBe('internal');
    expect(count()).toBe(5);
  });

  test('is asked to stop, and ended by force where it does not', async () => {
    const { client, engine } = setup();
    engine(0).say({ type: 'ready', journal: 0 });
    const stopped = client.stop();
    expect(engine(0).last('stop')).toEqual({ type: 'stop' });
    await vi.advanceTimersByTimeAsync(31_000);
    await stopped;
    expect(engine(0).killed).toBe(true);
  });
});
