/** Puts the page's own letters into an SVG document: a picture is drawn apart from the page, without its fonts. */
import { tag } from './svg';

const FAMILY = 'Inter Variable';

/** The same document with the font files that its letters need; as it was where the page has no such font. */
export async function embedFonts(svg: string): Promise<string> {
  const rules = fontRules().filter((rule) => covers(rule.style.getPropertyValue('unicode-range'), svg));
  const faces = await Promise.all(rules.map(faceWithData));
  const style = tag('style', {}, faces.join(''));
  return faces.length === 0 ? svg : svg.replace(/<svg[^>]*>/, (opening) => `${opening}${style}`);
}

function fontRules(): readonly CSSFontFaceRule[] {
  return [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule instanceof CSSFontFaceRule)
    .filter(({ style }) => style.getPropertyValue('font-family').includes(FAMILY))
    .filter(({ style }) => style.getPropertyValue('font-style') !== 'italic');
}

/** Whether one of the text's letters lies in a CSS `unicode-range`, such as `U+0000-00FF, U+0131`; none covers all. */
export function covers(unicodeRange: string, letters: string): boolean {
  if (unicodeRange === '') return true;
  const spans = unicodeRange.split(',').map((part) => {
    const [from = '', to = from] = part.trim().replace(/^U\+/i, '').split('-');
    return {
      from: Number.parseInt(from.replaceAll('?', '0'), 16),
      to: Number.parseInt(to.replaceAll('?', 'F'), 16),
    };
  });
  return [...new Set(letters)].some((letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return spans.some(({ from, to }) => code >= from && code <= to);
  });
}

/** The rule, its file in it as data. */
async function faceWithData(rule: CSSFontFaceRule): Promise<string> {
  const source = /url\(["']?([^"')]+)["']?\)/.exec(rule.style.getPropertyValue('src'))?.[1] ?? '';
  // Addresses in a style sheet are relative to it.
  const answer = await fetch(new URL(source, rule.parentStyleSheet?.href ?? location.href));
  const bytes = new Uint8Array(await answer.arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCodePoint(byte);
  const weight = rule.style.getPropertyValue('font-weight');
  return `@font-face{font-family:'${FAMILY}';font-weight:${weight};src:url(data:font/woff2;base64,${btoa(binary)}) format('woff2')}`;
}
