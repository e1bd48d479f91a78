/** A disk for the journal that fails when the test says so. What a failed write left behind is really there. */
import { type AppendedFile, type CreateAppended, createAppended } from '../../electron/disk/appended-file';

/** What becomes of one call; `after` so many bytes a write fails, all of them by default. */
export type Fault = 'none' | { readonly code: string; readonly after?: number };

export interface Faults {
  /** Asked at each call, in order. May take its time. */
  readonly create?: () => Fault | Promise<Fault>;
  readonly write?: () => Fault | Promise<Fault>;
  readonly cut?: () => Fault | Promise<Fault>;
}

const failure = (code: string): Error => Object.assign(new Error(`${code}: the test says so`), { code });

export function faultyDisk({ create, write, cut }: Faults): CreateAppended {
  return async (path) => {
    const made = (await create?.()) ?? 'none';
    if (made !== 'none') throw failure(made.code);
    const file = await createAppended(path);
    const faulty: AppendedFile = {
      async write(bytes, at) {
        const fault = (await write?.()) ?? 'none';
        await file.write(fault === 'none' ? bytes : bytes.subarray(0, fault.after ?? bytes.length), at);
        if (fault !== 'none') throw failure(fault.code);
      },
      async cut(bytes) {
        const fault = (await cut?.()) ?? 'none';
        if (fault !== 'none') throw failure(fault.code);
        await file.cut(bytes);
      },
      close: () => file.close(),
    };
    return faulty;
  };
}
