import { describe, expect, it } from 'vitest';
import { registerRequests, type IpcDoor, type RequestHandlers } from '../../../electron/main/ipc/router';
import { SILENT_LOGGER } from '../../../electron/log/logger';
import { IPC } from '../../../shared/contract/channels';
import { AppFailure } from '../../../shared/contract/errors';

type Listener = Parameters<IpcDoor['handle']>[1];
type Sender = Parameters<Listener>[0];

const TOP: Sender = { senderFrame: { parent: null, origin: 'app://workbench' } };
const PICKED = { token: 'token-123', name: 'rows.csv', size: 3 };

/** The router on a door that is called by hand; what the handlers got is kept. */
function setup(handlers: Partial<RequestHandlers> = {}): {
  send(channel: string, event: Sender, ...inputs: unknown[]): Promise<unknown>;
  granted: string[];
} {
  const listeners = new Map<string, Listener>();
  const granted: string[] = [];
  registerRequests(
    { handle: (channel, listener) => void listeners.set(channel, listener) },
    {
      [IPC.grantPath]: (path) => {
        granted.push(path);
        return Promise.resolve(PICKED);
      },
      [IPC.pickFiles]: () => Promise.resolve([PICKED]),
      [IPC.pickTarget]: (name) => Promise.resolve(name === 'not now.csv' ? undefined : { ...PICKED, name }),
      [IPC.pickArchive]: () => Promise.resolve({ file: PICKED, folder: { ...PICKED, name: 'back' } }),
      [IPC.openRestored]: () => Promise.resolve(),
      ...handlers,
    },
    SILENT_LOGGER,
  );
  return {
    send: (channel, event, ...inputs) => {
      const listener = listeners.get(channel);
      if (listener === undefined) throw new Error(`nothing listens on ${channel}`);
      return listener(event, ...inputs);
    },
    granted,
  };
}

describe('the IPC router', () => {
  it('answers the top frame of our origin', async () => {
    const { send, granted } = setup();
    expect(await send(IPC.grantPath, TOP, '/tmp/rows.csv')).toEqual({ ok: true, value: PICKED });
    expect(granted).toEqual(['/tmp/rows.csv']);
    expect(await send(IPC.pickFiles, TOP)).toEqual({ ok: true, value: [PICKED] });
    expect(await send(IPC.pickTarget, TOP, 'a.csv')).toEqual({ ok: true, value: { ...PICKED, name: 'a.csv' } });
    expect(await send(IPC.pickTarget, TOP, 'not now.csv')).toEqual({ ok: true, value: undefined });
  });

  it.each<[string, Sender]>([
    ['a sub-frame of our origin', { senderFrame: { parent: {}, origin: 'app://workbench' } }],
    ['a foreign origin', { senderFrame: { parent: null, origin: 'https://workbench' } }],
    ['another host of our scheme', { senderFrame: { parent: null, origin: 'app://workbench.evil' } }],
    ['a page without an origin', { senderFrame: { parent: null, origin: 'null' } }],
    ['a frame that is gone', { senderFrame: null }],
  ])('refuses %s, on every channel', async (_who, event) => {
    const { send, granted } = setup();
    for (const [channel, ...inputs] of [
      [IPC.grantPath, '/tmp/rows.csv'],
      [IPC.pickFiles],
      [IPC.pickTarget, 'a.csv'],
    ] as [string, ...string[]][]) {
      expect(await send(channel, event, ...inputs)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    }
    expect(granted).toEqual([]);
  });

  it.each([[undefined], ['rows.csv'], ['../rows.csv'], [42], [{ path: '/tmp' }], ['/'.padEnd(40_000, 'x')]])(
    'refuses %j as a path',
    async (input) => {
      const { send, granted } = setup();
      expect(await send(IPC.grantPath, TOP, input)).toMatchObject({ ok: false, error: { code: 'invalid_request' } });
      expect(granted).toEqual([]);
    },
  );

  it('refuses more values than one', async () => {
    const { send } = setup();
    expect(await send(IPC.grantPath, TOP, '/tmp/a', '/tmp/b')).toMatchObject({ error: { code: 'invalid_request' } });
  });

  it('hands expected failures on without their detail, and bugs without their text', async () => {
    const failure = new AppFailure({ code: 'file_unreadable', message: 'There is no such file.', detail: '/secret' });
    const expected = setup({ [IPC.grantPath]: () => Promise.reject(failure) });
    expect(await expected.send(IPC.grantPath, TOP, '/x')).toEqual({
      ok: false,
      error: { code: 'file_unreadable', message: 'There is no such file.' },
    });
    const bug = setup({ [IPC.pickFiles]: () => Promise.reject(new TypeError('of /secret')) });
    const answer = await bug.send(IPC.pickFiles, TOP);
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });
});
