/** What may come next where the cursor stands: event names inside texts, property keys, besides tables and columns. Pure. */

export interface Catalog {
  readonly events: readonly { readonly event: string; readonly count: number }[];
  /** Keys of event properties, most frequent first. */
  readonly properties: readonly { readonly key: string; readonly count: number }[];
}

export interface Offer {
  readonly label: string;
  /** What is put in; the label where absent. */
  readonly apply?: string;
  readonly detail: string;
  readonly type: 'constant' | 'property';
}

export interface Offers {
  /** Where what is typed begins. */
  readonly from: number;
  readonly options: readonly Offer[];
  /** What must follow what is put in, such as the quote that ends a text; it is added where it does not stand already. */
  readonly closing?: string;
}

const EVENT_TEXT =
  /\bevent\s*(?:(?:=|<>|!=|(?:not\s+)?i?like)\s*|(?:not\s+)?in\s*\((?:\s*'(?:[^']|'')*'\s*,)*\s*)'((?:[^']|'')*)$/i;
const KEY_TEXT = /\bproperties\s*->>?\s*'((?:[^']|'')*)$/i;
const DOTTED = /\bproperties\.([\w$]*)$/i;

const inText = (text: string): string => text.replaceAll("'", "''");

/** `before` is the text up to the cursor. */
export function offersAt(before: string, { events, properties }: Catalog): Offers | undefined {
  const eventText = EVENT_TEXT.exec(before);
  if (eventText !== null) {
    return {
      closing: "'",
      from: before.length - (eventText[1] ?? '').length,
      options: events.map(({ event, count }) => ({
        label: event,
        apply: inText(event),
        detail: count.toLocaleString('en'),
        type: 'constant',
      })),
    };
  }
  const keyText = KEY_TEXT.exec(before);
  if (keyText !== null) {
    return {
      closing: "'",
      from: before.length - (keyText[1] ?? '').length,
      options: properties.map(({ key, count }) => ({
        label: key,
        apply: inText(key),
        detail: count.toLocaleString('en'),
        type: 'property',
      })),
    };
  }
  const dotted = DOTTED.exec(before);
  if (dotted === null) return undefined;
  return {
    from: before.length - (dotted[0] ?? '').length,
    options: properties.map(({ key, count }) => ({
      label: `properties.${key}`,
      apply: printProperty(key),
      detail: count.toLocaleString('en'),
      type: 'property',
    })),
  };
}

/**
 * Whether Enter begins a new line although something is offered: after AS one makes a name up, and a word that stands as
 * it is offered needs no completing. `before` is the text up to the cursor.
 */
export function endsLine(before: string, offered: string | undefined): boolean {
  // Inside quotes the closing one is put in, too.
  if (EVENT_TEXT.test(before) || KEY_TEXT.test(before)) return false;
  if (/\bas\s+[\w$]*$/i.test(before)) return true;
  const word = /[\w$]*$/.exec(before)?.[0] ?? '';
  return word !== '' && offered?.toLowerCase() === word.toLowerCase();
}

/** How a property is read as text. */
export const printProperty = (key: string): string => `properties->>'${inText(key)}'`;

/** The keys at the top of event properties, from the catalog's paths such as `properties.plan`. */
export function propertyKeys(
  paths: readonly { readonly property: string; readonly count: number }[],
): Catalog['properties'] {
  return paths.flatMap(({ property, count }) => {
    const plain = /^properties\.([^.[\]"]+)$/.exec(property)?.[1];
    const quoted = /^properties\["([^"\\]+)"\]$/.exec(property)?.[1];
    const key = plain ?? quoted;
    return key === undefined ? [] : [{ key, count }];
  });
}
