/** Pages of a long table: only those in sight are asked for, rows stay while the next answer is on its way. */
import { tableFromArrays, type Table } from '@uwdata/flechette';
import { describe, expect, it } from 'vitest';
import { Coordinator } from '../../../renderer/data/coordinator';
import { PAGE_ROWS, RowPages } from '../../../renderer/data/row-pages';
import { err, ok } from '../../../shared/base/result';

interface Asked {
  readonly offset: number;
  readonly sort: string;
  readonly signal: AbortSignal;
  readonly answer: (table: Table) => void;
  readonly fail: () => void;
}

const page = (offset: number, rows: number, name = 'p'): Table =>
  tableFromArrays({ person: Array.from({ length: rows }, (_, index) => `${name}${offset + index}`) });

function setUp() {
  const asked: Asked[] = [];
  const coordinator = new Coordinator(
    (_, input, signal) =>
      new Promise((resolve) => {
        const { offset, sort } = input as { readonly offset: number; readonly sort: string };
        asked.push({
          offset,
          sort,
          signal,
          answer: (table) => {
            resolve(ok(table));
          },
          fail: () => {
            resolve(err({ code: 'internal', message: 'broken' }));
          },
        });
      }),
  );
  const pages = new RowPages(coordinator);
  const text = (row: number): unknown => {
    const found = pages.at(row);
    return found?.table.getChild('person')?.at(found.index);
  };
  return { asked, coordinator, pages, text, settle: () => new Promise((done) => setTimeout(done, 0)) };
}
const question = (sort = 'up') => ({ command: 'people.table' as const, input: { sort } });

describe('row pages', () => {
  it('ask for the first page at once and for others as they come into sight', async () => {
    const { asked, pages, text, settle } = setUp();
    pages.ask(question());
    expect(asked.map(({ offset }) => offset)).toEqual([0]);
    expect(pages.state().status).toBe('loading');
    asked[0]?.answer(page(0, PAGE_ROWS));
    await settle();
    expect(pages.state()).toMatchObject({ status: 'ready', knownRows: PAGE_ROWS });
    expect(text(7)).toBe('p7');
    expect(text(PAGE_ROWS)).toBeUndefined();
    pages.show(999_900, 999_960);
    expect(asked.at(-1)?.offset).toBe(999_500);
    asked.at(-1)?.answer(page(999_500, 500));
    await settle();
    expect(text(999_950)).toBe('p999950');
  });

  it('keep the old rows while another order is asked for, and drop pages out of sight', async () => {
    const { asked, pages, text, settle } = setUp();
    pages.ask(question());
    asked[0]?.answer(page(0, PAGE_ROWS));
    pages.show(5 * PAGE_ROWS, 5 * PAGE_ROWS + 20);
    asked[1]?.answer(page(5 * PAGE_ROWS, PAGE_ROWS));
    await settle();
    pages.ask(question('down'));
    expect(asked.slice(2).map(({ offset, sort }) => [offset, sort])).toEqual([[5 * PAGE_ROWS, 'down']]);
    expect(text(5 * PAGE_ROWS)).toBe(`p${5 * PAGE_ROWS}`);
    expect(text(0)).toBeUndefined();
    asked[2]?.answer(page(5 * PAGE_ROWS, PAGE_ROWS, 'q'));
    await settle();
    expect(text(5 * PAGE_ROWS)).toBe(`q${5 * PAGE_ROWS}`);
  });

  it('hold few pages however far one scrolls, and give up what scrolled by', async () => {
    const { asked, pages, text, settle } = setUp();
    pages.ask(question());
    for (let at = 0; at < 30; at += 1) pages.show(at * PAGE_ROWS, at * PAGE_ROWS + 20);
    expect(asked.filter(({ signal }) => !signal.aborted).length).toBeLessThanOrEqual(8);
    expect(asked.at(-1)?.signal.aborted).toBe(false);
    asked.at(-1)?.answer(page(29 * PAGE_ROWS, PAGE_ROWS));
    await settle();
    expect(text(29 * PAGE_ROWS + 3)).toBe(`p${29 * PAGE_ROWS + 3}`);
  });

  it('follow the data, say what failed, and try again', async () => {
    const { asked, coordinator, pages, text, settle } = setUp();
    pages.ask(question());
    asked[0]?.fail();
    await settle();
    expect(pages.state()).toMatchObject({ status: 'failed', error: { message: 'broken' } });
    pages.refetch();
    asked[1]?.answer(page(0, 3));
    await settle();
    expect(pages.state()).toMatchObject({ status: 'ready', knownRows: 3 });
    coordinator.invalidate();
    expect(text(2)).toBe('p2');
    asked[2]?.answer(page(0, 4, 'q'));
    await settle();
    expect(text(3)).toBe('q3');
  });
});
