/** The people list as a CSV file: the columns on screen, all rows that match (up to what one answer carries). */
import { PERSON_COLUMNS, type PersonColumn } from '../../../shared/model/person';
import type { CommandInput } from '../../../shared/contract/commands';
import { numberColumn, textColumn } from '../../data/arrow';
import { callArrow } from '../../data/client';
import { printCsv, type CsvValue } from '../../parts/csv';
import { saveText } from '../../parts/save-text';
import { formatCount, formatPlural } from '../../ui/number-format';
import { toast } from '../../ui/toast-store';
import { propertyColumn } from './person-rows';

/** The most that one answer carries. */
const MOST_ROWS = 200_000;

type Question = Omit<CommandInput<'people.table'>, 'limit' | 'offset'>;

const isoOf = (ms: number): string => (Number.isNaN(ms) ? '' : new Date(ms).toISOString());

/** Times are written as ISO instants, so that a spreadsheet in another zone reads the same moment. */
export async function exportPeople(question: Question, columns: readonly PersonColumn[]): Promise<void> {
  const answer = await callArrow('people.table', { ...question, limit: MOST_ROWS });
  if (!answer.ok) {
    if (answer.error.code !== 'cancelled')
      toast({ tone: 'bad', title: 'The people could not be exported', text: answer.error.message });
    return;
  }
  const table = answer.value;
  const properties = question.properties ?? [];
  const read = columns.map((column): ((row: number) => CsvValue) => {
    const type = PERSON_COLUMNS[column];
    if (type === 'text') {
      const texts = textColumn(table, column);
      return (row) => texts[row];
    }
    const numbers = numberColumn(table, column);
    if (type === 'time') return (row) => isoOf(numbers[row] ?? Number.NaN);
    if (type === 'boolean') return (row) => numbers[row] === 1;
    return (row) => numbers[row];
  });
  for (const key of properties) {
    const texts = textColumn(table, propertyColumn(key));
    read.push((row) => texts[row]);
  }
  const rows = Array.from({ length: table.numRows }, (_, row) => read.map((at) => at(row)));
  saveText('people.csv', printCsv([...columns, ...properties], rows), 'text/csv');
  toast({
    tone: 'good',
    title: `${formatPlural(table.numRows, 'person', 'persons')} saved as people.csv`,
    ...(table.numRows === MOST_ROWS
      ? {
          text: `A file from the window holds at most ${formatCount(MOST_ROWS)} persons, the first in the present order.`,
        }
      : {}),
  });
}
