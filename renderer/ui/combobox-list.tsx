/** The field and list inside a Combobox: WAI-ARIA's combobox with an active descendant, so focus stays in the field. */
import { Check, Search } from 'lucide-react';
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { ComboboxItem, ComboboxProps } from './combobox';
import css from './combobox.module.css';
import { cx } from './cx';
import { formatCount } from './number-format';

/** More than this is no list to read; the field narrows it. */
const SHOWN = 200;

interface ComboboxListProps extends ComboboxProps {
  readonly onPick: (value: string) => void;
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().split(/\s+/).filter(Boolean);

/** Items that hold every word typed, in the order given. */
export function narrowItems(items: readonly ComboboxItem[], text: string): readonly ComboboxItem[] {
  const words = wordsOf(text);
  if (words.length === 0) return items;
  return items.filter((item) => {
    const hay = `${item.label} ${item.value} ${item.hint ?? ''}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}

/** How well a label answers: it is the text, starts with it, starts with its first word, has a word that does, or has it. */
function rankOf(label: string, text: string, first: string): number {
  const name = label.toLowerCase();
  if (name === text) return 0;
  if (name.startsWith(text)) return 1;
  if (name.startsWith(first)) return 2;
  const at = name.indexOf(first);
  return at > 0 && /[^\p{L}\p{N}]/u.test(name[at - 1] ?? '') ? 3 : 4;
}

/** The same, what answers best first; among equals the order given. */
export function searchItems(items: readonly ComboboxItem[], text: string): readonly ComboboxItem[] {
  const words = wordsOf(text);
  if (words.length === 0) return items;
  const hits = narrowItems(items, text);
  const whole = text.trim().toLowerCase();
  const ranked = hits.map((item) => ({ item, rank: rankOf(item.label, whole, words[0] ?? '') }));
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ item }) => item);
}

export function ComboboxList(props: ComboboxListProps) {
  const { items, onSearch, onPick, allowCustom = false, loading = false } = props;
  const id = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);

  const found = useMemo(() => {
    // What was found elsewhere for fewer letters is narrowed here at once: Enter must not take what no longer matches.
    const hits = onSearch ? narrowItems(items, text) : searchItems(items, text);
    const typed = text.trim();
    const offersCustom = allowCustom && typed !== '' && !hits.some((item) => item.value === typed);
    return offersCustom ? [...hits, { value: typed, label: typed, hint: 'use as typed' }] : hits;
  }, [items, text, onSearch, allowCustom]);
  const shown = found.slice(0, SHOWN);
  const at = Math.min(active, Math.max(0, shown.length - 1));

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const handleKey = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setActive(Math.max(0, Math.min(shown.length - 1, at + step)));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const item = shown[at];
      if (item) onPick(item.value);
    }
  };

  return (
    <div className={css['panel']}>
      <div className={css['search']}>
        <Search aria-hidden size={14} />
        <input
          role="combobox"
          aria-label={props.label}
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={shown.length > 0 ? `${id}-${at}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={props.searchPlaceholder ?? 'Search…'}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
            onSearch?.(event.target.value);
          }}
          onKeyDown={handleKey}
        />
      </div>
      <div ref={list} role="listbox" id={`${id}-list`} aria-label={props.label} className={css['list']}>
        {shown.map((item, index) => (
          <Row
            key={item.value}
            id={`${id}-${index}`}
            item={item}
            heading={item.group !== shown[index - 1]?.group ? item.group : undefined}
            active={index === at}
            chosen={item.value === props.value}
            onHover={() => {
              setActive(index);
            }}
            onPick={() => {
              onPick(item.value);
            }}
          />
        ))}
      </div>
      {shown.length === 0 && (
        <p className={css['empty']}>{loading ? 'Loading…' : (props.emptyText ?? 'Nothing matches.')}</p>
      )}
      {found.length > SHOWN && (
        <p className={css['more']}>{formatCount(found.length - SHOWN)} more: type to narrow the list</p>
      )}
    </div>
  );
}

interface RowProps {
  readonly id: string;
  readonly item: ComboboxItem;
  readonly heading: string | undefined;
  readonly active: boolean;
  readonly chosen: boolean;
  readonly onHover: () => void;
  readonly onPick: () => void;
}

/** The keyboard acts on the field; the mouse acts here. */
function Row({ id, item, heading, active, chosen, onHover, onPick }: RowProps) {
  return (
    <>
      {heading !== undefined && (
        <div role="presentation" className={css['heading']}>
          {heading}
        </div>
      )}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events */}
      <div
        id={id}
        role="option"
        tabIndex={-1}
        aria-selected={active}
        aria-checked={chosen}
        className={cx(css['item'], active && css['active'])}
        onPointerMove={onHover}
        onClick={onPick}
      >
        {item.leading}
        <span className={css['label']}>{item.label}</span>
        {item.hint !== undefined && <span className={css['hint']}>{item.hint}</span>}
        {chosen && <Check aria-hidden size={13} className={css['check']} />}
        {item.count !== undefined && <span className={cx(css['count'], 'num')}>{formatCount(item.count)}</span>}
      </div>
    </>
  );
}
