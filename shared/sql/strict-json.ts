/**
 * JSON that every reader takes. DuckDB's own lets NaN, infinities and a comma before a closing bracket pass, and any
 * depth: stored like that, nobody could read the event again.
 */
import { sqlText } from './quote';

/** Deeper than any export nests, and shallow enough for every recursive reader behind us. */
export const MAX_JSON_DEPTH = 100;
export const TOO_DEEP = `The row is nested deeper than ${MAX_JSON_DEPTH} levels.`;
/** As many as a table may have columns: every key is a property that is kept account of. */
export const MAX_JSON_KEYS = 4_096;
export const TOO_WIDE = `The row has more than ${MAX_JSON_KEYS} keys.`;
/** A text of so many bytes cannot hold more: each key takes seven, such as `"abc":1,`, or nearly. */
const NARROW_BYTES = MAX_JSON_KEYS * 6;

const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const NO_NUMBER = '[-+]?(?i:nan|inf(?:inity)?)';
/** Also found within strings, where it only costs a closer look. */
const SUSPECT_COMMA = String.raw`,\s*[\]}]`;
const SUSPECT = String.raw`(?:^|[:\[,])\s*[-+]?(?i:nan|inf)|${SUSPECT_COMMA}`;

/** `text`, which `json_valid` holds of: what is no number becomes null, as JSON has it. */
export function sqlStrictJson(text: string): string {
  const pieces = `regexp_extract_all(${text}, ${sqlText(`${STRING}|[^"]+`)})`;
  const mended = `regexp_replace(regexp_replace(piece, ${sqlText(NO_NUMBER)}, 'null', 'g'), ${sqlText(String.raw`,(\s*[\]}])`)}, ${sqlText(String.raw`\1`)}, 'g')`;
  // Far cheaper than the pattern: no number that is none is written without these letters, and few texts have them.
  const low = `lower(${text})`;
  const mayHave = `CASE WHEN contains(${low}, 'nan') THEN true WHEN contains(${low}, 'inf') THEN true ELSE regexp_matches(${text}, ${sqlText(SUSPECT_COMMA)}) END`;
  return `CASE WHEN CASE WHEN ${mayHave} THEN regexp_matches(${text}, ${sqlText(SUSPECT)}) ELSE false END THEN array_to_string(list_transform(${pieces},
    lambda piece: CASE WHEN starts_with(piece, '"') THEN piece ELSE ${mended} END), '') ELSE ${text} END`;
}

/** Whether `text`, which `json_valid` holds of, is nested deeper than {@link MAX_JSON_DEPTH}. */
export function sqlTooDeep(text: string): string {
  // The first is cheaper; of a text of megabytes, though, it may be millions of pieces.
  const opening = `CASE WHEN strlen(${text}) < 100000 THEN len(string_split(${text}, '[')) + len(string_split(${text}, '{')) - 2
    ELSE strlen(${text}) - strlen(replace(replace(${text}, '[', ''), '{', '')) END`;
  const brackets = `regexp_replace(regexp_replace(${text}, ${sqlText(STRING)}, '', 'g'), ${sqlText(String.raw`[^\[\]{}]+`)}, '', 'g')`;
  // Each round takes the innermost brackets away; what is left after all of them is deeper.
  const left = `list_reduce(list_prepend(${brackets}, list_resize(['']::VARCHAR[], ${MAX_JSON_DEPTH}, '')),
    lambda kept, round: regexp_replace(kept, ${sqlText(String.raw`\[\]|\{\}`)}, '', 'g'))`;
  // What opens so often at a stretch needs no rounds, which take long over a text of megabytes.
  const straight = `regexp_matches(${brackets}, ${sqlText(String.raw`[\[{]{${MAX_JSON_DEPTH + 1}}`)})`;
  return `CASE WHEN ${opening} > ${MAX_JSON_DEPTH} THEN CASE WHEN ${straight} THEN true ELSE ${left} <> '' END ELSE false END`;
}

/** Whether `text`, which `json_valid` holds of, has more than {@link MAX_JSON_KEYS} keys, or its `properties` have. */
export function sqlTooWide(text: string): string {
  const keys = (path: string): string => `coalesce(len(json_keys(${text}${path})), 0) > ${MAX_JSON_KEYS}`;
  return `CASE WHEN strlen(${text}) > ${NARROW_BYTES} THEN ${keys('')} OR ${keys(", '/properties'")} ELSE false END`;
}

/**
 * Whether `text` is a row: {@link sqlIsJson}, and not too wide. One after the other: the keys of a text of megabytes that is
 * all brackets take hundreds of them.
 */
export const sqlIsRow = (text: string): string =>
  `CASE WHEN NOT json_valid(${text}) THEN false WHEN ${sqlTooDeep(text)} THEN false ELSE NOT ${sqlTooWide(text)} END`;

/** Whether `text` is JSON that can be kept as it is, but for what {@link sqlStrictJson} mends. */
export const sqlIsJson = (text: string): string =>
  `CASE WHEN json_valid(${text}) THEN NOT ${sqlTooDeep(text)} ELSE false END`;
