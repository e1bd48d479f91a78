/**
 * Colours as computed: OKLCH, as the tokens and the browser write it, to sRGB, as canvas libraries and contrast
 * formulas want it. Out-of-gamut colours are clipped per channel. https://www.w3.org/TR/css-color-4/#color-conversion-code
 */
export interface Rgba {
  /** Gamma-encoded, 0 to 1. */
  readonly r: number;
  readonly g: number;
  readonly b: number;
  readonly a: number;
}

const NUMBER = String.raw`(-?[\d.]+(?:e-?\d+)?)`;
const OKLCH = new RegExp(
  String.raw`^oklch\(\s*${NUMBER}(%?)\s+${NUMBER}\s+${NUMBER}(?:deg)?(?:\s*/\s*${NUMBER}(%?))?\s*\)$`,
);
const OKLAB = new RegExp(String.raw`^oklab\(\s*${NUMBER}(%?)\s+${NUMBER}\s+${NUMBER}(?:\s*/\s*${NUMBER}(%?))?\s*\)$`);
const RGB = new RegExp(String.raw`^rgba?\(\s*${NUMBER}[\s,]+${NUMBER}[\s,]+${NUMBER}(?:\s*[/,]\s*${NUMBER})?\s*\)$`);
const SRGB = new RegExp(String.raw`^color\(srgb\s+${NUMBER}\s+${NUMBER}\s+${NUMBER}(?:\s*/\s*${NUMBER})?\s*\)$`);

const clip = (value: number): number => Math.max(0, Math.min(1, value));
const encode = (linear: number): number =>
  clip(linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.max(0, linear) ** (1 / 2.4) - 0.055);
const decode = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

function fromOklab(lightness: number, a: number, b: number, alpha: number): Rgba {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return {
    r: encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    g: encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    b: encode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
    a: alpha,
  };
}

const fraction = (text: string | undefined, percent: string | undefined, absent: number): number =>
  text === undefined ? absent : Number(text) / (percent === '%' ? 100 : 1);

/** Reads what `getComputedStyle` and the tokens write; undefined for any other notation. */
export function parseColor(text: string): Rgba | undefined {
  const trimmed = text.trim();
  const lch = OKLCH.exec(trimmed);
  if (lch) {
    const chroma = Number(lch[3]);
    const hue = (Number(lch[4]) * Math.PI) / 180;
    return fromOklab(
      fraction(lch[1], lch[2], 0),
      chroma * Math.cos(hue),
      chroma * Math.sin(hue),
      fraction(lch[5], lch[6], 1),
    );
  }
  const lab = OKLAB.exec(trimmed);
  if (lab) return fromOklab(fraction(lab[1], lab[2], 0), Number(lab[3]), Number(lab[4]), fraction(lab[5], lab[6], 1));
  const rgb = RGB.exec(trimmed);
  if (rgb) {
    return { r: Number(rgb[1]) / 255, g: Number(rgb[2]) / 255, b: Number(rgb[3]) / 255, a: Number(rgb[4] ?? 1) };
  }
  const srgb = SRGB.exec(trimmed);
  if (srgb) return { r: Number(srgb[1]), g: Number(srgb[2]), b: Number(srgb[3]), a: Number(srgb[4] ?? 1) };
  return undefined;
}

/** `rgba(12,34,56,1)`, which every canvas library reads. */
export const printRgba = ({ r, g, b, a }: Rgba): string =>
  `rgba(${Math.round(r * 255)},${Math.round(g * 255)},${Math.round(b * 255)},${Number(a.toFixed(3))})`;

/** Lays a translucent colour over an opaque one. */
export const blend = (over: Rgba, under: Rgba): Rgba => ({
  r: over.r * over.a + under.r * (1 - over.a),
  g: over.g * over.a + under.g * (1 - over.a),
  b: over.b * over.a + under.b * (1 - over.a),
  a: 1,
});

const luminance = ({ r, g, b }: Rgba): number => 0.2126 * decode(r) + 0.7152 * decode(g) + 0.0722 * decode(b);

/** WCAG's contrast of two opaque colours, 1 to 21. */
export function contrast(a: Rgba, b: Rgba): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}
