/** DuckDB's words for the editor: those that colour and complete. A column that has a word's name stays a column. Pure. */
import { SQLDialect } from '@codemirror/lang-sql';

const KEYWORDS = `all and any as asc asof between by case cast collate columns cross cube desc describe distinct else end
  escape except exclude exists filter first following for from full glob group grouping having ilike in inner intersect
  interval is join last lateral left like limit natural not nulls null offset on or order outer over partition pivot
  preceding qualify range recursive replace respect right rollup rows sample select semi anti sets similar summarize
  table then to unbounded union unpivot using values when where window with ordinality within at zone true false`;

const TYPES = `bigint blob boolean date decimal double float hugeint int integer json real smallint time timestamp
  timestamptz tinyint ubigint uinteger usmallint utinyint uuid varchar`;

const BUILTIN = `count sum avg min max median quantile_cont mode stddev any_value arg_max arg_min list string_agg histogram
  approx_count_distinct count_if first last row_number rank dense_rank lag lead ntile first_value last_value date_trunc
  date_diff date_part time_bucket epoch_ms strftime extract hour day isodow month year now today timezone coalesce
  nullif if greatest least round floor ceil abs ln log sqrt lower upper trim length substring replace split_part
  contains starts_with ends_with regexp_matches regexp_extract regexp_replace concat concat_ws json_extract_string
  json_extract json_keys json_type json_array_length json_each unnest generate_series list_filter list_transform
  list_contains list_sort len struct_pack typeof try_cast`;

export const duckdb = SQLDialect.define({
  keywords: KEYWORDS,
  types: TYPES,
  builtin: BUILTIN,
  backslashEscapes: false,
  doubleQuotedStrings: false,
  charSetCasts: false,
  operatorChars: '+-*/<>=~!@%^&|',
  specialVar: '$',
  identifierQuotes: '"',
  caseInsensitiveIdentifiers: true,
});
