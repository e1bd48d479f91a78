/** Calls with answers between two processes, over any channel that carries values both ways. */
export interface Wire {
  send(message: PeerMessage): void;
  onMessage(listener: (message: PeerMessage) => void): void;
}

export type PeerMessage =
  | { readonly type: 'call'; readonly id: number; readonly method: string; readonly input: unknown }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number; readonly message: string };

type Methods = Readonly<Record<string, { readonly input: unknown; readonly output: unknown }>>;

export type Handlers<Mine extends Methods> = {
  readonly [Name in keyof Mine]: (input: Mine[Name]['input']) => Mine[Name]['output'] | Promise<Mine[Name]['output']>;
};

export interface Peer<Theirs extends Methods> {
  call<Name extends keyof Theirs & string>(method: Name, input: Theirs[Name]['input']): Promise<Theirs[Name]['output']>;
  /** Fails every call that waits, and all to come: the other side is gone. */
  end(reason: string): void;
}

export function createPeer<Theirs extends Methods, Mine extends Methods>(
  wire: Wire,
  handlers: Handlers<Mine>,
): Peer<Theirs> {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let nextId = 1;
  let over: string | undefined;

  const serve = async ({ id, method, input }: Extract<PeerMessage, { type: 'call' }>): Promise<void> => {
    try {
      const handler = (handlers as Readonly<Record<string, (input: never) => unknown>>)[method];
      if (handler === undefined) throw new Error(`The stand-in has no «${method}».`);
      wire.send({ type: 'answer', id, value: await handler(input as never) });
    } catch (error) {
      wire.send({ type: 'error', id, message: error instanceof Error ? error.message : String(error) });
    }
  };

  wire.onMessage((message) => {
    if (message.type === 'call') {
      void serve(message);
      return;
    }
    const entry = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.type === 'answer') entry?.resolve(message.value);
    else entry?.reject(new Error(message.message));
  });

  return {
    call(method, input) {
      return new Promise((resolve, reject) => {
        if (over !== undefined) {
          reject(new Error(over));
          return;
        }
        const id = nextId++;
        waiting.set(id, { resolve: (value) => resolve(value as never), reject });
        wire.send({ type: 'call', id, method, input });
      });
    },
    end(reason) {
      over = reason;
      for (const { reject } of waiting.values()) reject(new Error(reason));
      waiting.clear();
    },
  };
}
