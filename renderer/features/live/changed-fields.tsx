/** Each part of an event with its value and where in the request it came from; pointing at one marks it there. */
import type { FieldOrigin, Provenance } from '../../../shared/inspect/provenance';
import { cx } from '../../ui/cx';
import { formatCount } from '../../ui/number-format';
import { originWords } from './origin-words';
import css from './request-tab.module.css';

export interface ChangedFieldsProps {
  readonly provenance: Provenance;
  /** The place in the body that the pointed-at part came from; undefined where none is. */
  readonly onPoint: (place: string | undefined) => void;
}

/** What one looks for first: what is not as it was sent. */
const PLAIN = new Set(['as-is', 'left']);

export function ChangedFields({ provenance, onPoint }: ChangedFieldsProps) {
  const { fields, unused } = provenance;
  const own = fields.filter(({ field }) => !field.startsWith('properties.'));
  const properties = fields.filter(({ field }) => field.startsWith('properties.'));
  return (
    <div
      onPointerLeave={() => {
        onPoint(undefined);
      }}
    >
      <Rows rows={own} onPoint={onPoint} />
      {properties.length > 0 && <h4 className={css['part']}>Properties</h4>}
      <Rows rows={properties} prefix="properties." onPoint={onPoint} />
      {unused.length > 0 && (
        <>
          <h4 className={css['part']}>Sent, and not in the event {formatCount(unused.length)}</h4>
          <ul className={css['fields']}>
            {unused.map(({ place, value }) => (
              <li key={place} className={css['field']}>
                <button
                  type="button"
                  className={css['row']}
                  onPointerEnter={() => {
                    onPoint(place);
                  }}
                  onFocus={() => {
                    onPoint(place);
                  }}
                >
                  <span className={css['name']}>{place}</span>
                  <span className={css['value']}>{valueText(value)}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

interface RowsProps {
  readonly rows: readonly FieldOrigin[];
  readonly prefix?: string;
  readonly onPoint: ChangedFieldsProps['onPoint'];
}

function Rows({ rows, prefix = '', onPoint }: RowsProps) {
  return (
    <ul className={css['fields']}>
      {rows.map(({ field, value, origin }) => {
        const { word, place, sentence } = originWords(origin);
        const inBody = 'from' in origin && origin.from?.in === 'body' ? origin.from.place : undefined;
        const point = (): void => {
          onPoint(inBody);
        };
        return (
          <li key={field} className={css['field']}>
            <button type="button" className={css['row']} title={sentence} onPointerEnter={point} onFocus={point}>
              <span className={css['name']}>{field.slice(prefix.length)}</span>
              <span className={css['value']}>{TIMES.has(field) ? timeText(value) : valueText(value)}</span>
              <span className={css['origin']}>
                <span className={cx(css['word'], !PLAIN.has(origin.is) && css[origin.is])}>{word}</span>
                {place !== undefined && !PLAIN.has(origin.is) && <span className={css['place']}>{place}</span>}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

const TIMES = new Set(['timestamp', 'original_timestamp', 'sent_at', 'received_at']);

/** As SDKs write it, so that it can be held against what was sent. */
const timeText = (value: unknown): string =>
  typeof value === 'number' ? new Date(value).toISOString() : valueText(value);

const MAX_VALUE = 200;

function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}
