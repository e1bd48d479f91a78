/** Electron's events: the first argument can be told not to go on. */
export interface VetoEvent {
  preventDefault(): void;
  readonly defaultPrevented: boolean;
}

export function vetoEvent<Fields extends object>(fields: Fields): VetoEvent & Fields {
  let prevented = false;
  return {
    ...fields,
    preventDefault: () => {
      prevented = true;
    },
    get defaultPrevented() {
      return prevented;
    },
  };
}
