/** Reads XML strictly enough to know that every program will: one root, tags closed in order, nothing left unescaped. */

export interface XmlFacts {
  /** Element names in the order in which they begin. */
  readonly elements: readonly string[];
  /** What is written between tags, unescaped, in order; blank texts left out. */
  readonly texts: readonly string[];
  /** Values of every attribute of a name. */
  readonly valuesOf: (attribute: string) => readonly string[];
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function unescape(text: string): string {
  if (/&(?!(?:amp|lt|gt|quot);)/.test(text)) throw new Error(`A bare & stands in «${text}».`);
  return text.replaceAll(/&(amp|lt|gt|quot);/g, (_, name: string) => ENTITIES[name] ?? '');
}

export function readXml(xml: string): XmlFacts {
  const elements: string[] = [];
  const texts: string[] = [];
  const attributes: [name: string, value: string][] = [];
  const open: string[] = [];
  let rest = xml.replace(/^<\?xml[^>]*\?>\s*/, '').trimEnd();
  while (rest !== '') {
    const text = /^[^<]+/.exec(rest)?.[0];
    if (text !== undefined) {
      if (open.length === 0) throw new Error(`«${text.slice(0, 40)}» stands outside the root.`);
      if (text.trim() !== '') texts.push(unescape(text));
      rest = rest.slice(text.length);
      continue;
    }
    const match = /^<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/.exec(rest);
    if (match === null) throw new Error(`No tag can be read from «${rest.slice(0, 60)}».`);
    const [whole, closing, name = '', given = '', alone] = match;
    rest = rest.slice(whole.length);
    if (closing === '/') {
      const before = open.pop();
      if (before !== name) throw new Error(`</${name}> closes <${before ?? 'nothing'}>.`);
      continue;
    }
    if (open.length === 0 && elements.length > 0) throw new Error(`<${name}> is a second root.`);
    elements.push(name);
    for (const [, key = '', value = ''] of given.matchAll(/([\w:-]+)="([^"]*)"/g))
      attributes.push([key, unescape(value)]);
    if (alone !== '/') open.push(name);
  }
  if (open.length > 0) throw new Error(`<${open.join('> <')}> is never closed.`);
  return {
    elements,
    texts,
    valuesOf: (attribute) => attributes.filter(([name]) => name === attribute).map(([, value]) => value),
  };
}
