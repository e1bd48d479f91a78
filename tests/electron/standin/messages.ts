/** What the app's process and the test ask of each other. Types alone. */

/** Who sent an IPC message: the document, and whether it is the window's own. */
export interface FrameInfo {
  readonly url: string;
  readonly isTop: boolean;
}

/** Asked of the test, which owns the windows. */
export type DriverMethods = {
  'window.create': { input: { id: number; width: number; height: number; preload: string | undefined }; output: void };
  'window.load': { input: { id: number; url: string }; output: void };
  'window.reload': { input: { id: number }; output: void };
  'window.send': { input: { id: number; channel: string; args: readonly unknown[] }; output: void };
  'window.close': { input: { id: number }; output: void };
  /** Gives a second start's data to the app that runs on the same folder. */
  'instance.handOver': { input: { userData: string; data: unknown }; output: void };
};

/** Asked of the app's process. */
export type ChildMethods = {
  evaluate: { input: { source: string; argument: unknown }; output: unknown };
  'ipc.invoke': {
    input: { window: number; frame: FrameInfo; channel: string; args: readonly unknown[] };
    output: unknown;
  };
  /** Whether a document may be loaded that the page, not the app, asked for. */
  'window.mayNavigate': { input: { window: number; url: string; isMainFrame: boolean }; output: boolean };
  'window.mayOpen': { input: { window: number; url: string }; output: boolean };
  'window.event': { input: { window: number; event: 'did-start-navigation' | 'did-finish-load' }; output: void };
  /** The person closes a window; false where the app keeps it open. */
  'window.askClose': { input: { window: number }; output: boolean };
  'instance.second': { input: { data: unknown }; output: void };
  quit: { input: undefined; output: void };
};
