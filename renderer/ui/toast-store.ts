/** The messages in the corner. Anything may add one; the Toaster shows them. */
export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}
export interface ToastMessage {
  readonly id: number;
  readonly tone: 'neutral' | 'good' | 'bad';
  readonly title: string;
  readonly text?: string;
  readonly action?: ToastAction;
}

let messages: readonly ToastMessage[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function publish(next: readonly ToastMessage[]): void {
  messages = next;
  for (const listener of listeners) listener();
}

/** Shows a message, spoken too; it leaves by itself after some seconds, failures stay until closed. Answers its id. */
export function toast(message: Omit<ToastMessage, 'id' | 'tone'> & { readonly tone?: ToastMessage['tone'] }): number {
  const id = nextId;
  nextId += 1;
  publish([...messages.slice(-3), { tone: 'neutral', ...message, id }]);
  return id;
}

export function dismissToast(id: number): void {
  publish(messages.filter((message) => message.id !== id));
}

export const toastStore = {
  get: (): readonly ToastMessage[] => messages,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  },
};
