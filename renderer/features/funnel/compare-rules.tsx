/** What the same steps come to under each product's conventions, and what it is that they decide otherwise. */
import type { FunnelSpec } from '../../../shared/insights/funnel/spec';
import { latest, useQuery } from '../../data/use-query';
import { countDifference, shareDifference } from '../../parts/difference-words';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { cx } from '../../ui/cx';
import { Dialog } from '../../ui/dialog';
import { formatCount, formatShare } from '../../ui/number-format';
import css from './compare-rules.module.css';
import { comparedRules, type ComparedRules, withRules } from './rules-words';

export interface CompareRulesProps {
  readonly spec: FunnelSpec;
  readonly onChoose: (spec: FunnelSpec) => void;
  readonly onClose: () => void;
}

const WIDTH = 780;

export function CompareRules({ spec, onChoose, onClose }: CompareRulesProps) {
  const [present, ...others] = comparedRules(spec);
  const base = useFigures(present?.spec);
  if (present === undefined) return null;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="The same steps, counted as others count"
      description="All people of the funnel, without its breakdown. Each product’s conventions bring their own window."
      width={WIDTH}
      footer={
        <Button data-dialog-focus onClick={onClose}>
          Close
        </Button>
      }
    >
      <table className={css['table']} aria-label="Conventions compared">
        <thead>
          <tr>
            <th scope="col">Count as</th>
            <th scope="col">Entered</th>
            <th scope="col">Completed</th>
            <th scope="col">Conversion</th>
            <th scope="col">
              <span className="visually-hidden">Use</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <Row compared={present} figures={base} base={base} />
          {others.map((compared) => (
            <Other
              key={compared.rules}
              compared={compared}
              base={base}
              onUse={() => {
                onChoose(withRules(spec, compared.rules));
                onClose();
              }}
            />
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}

interface Figures {
  readonly entered: number;
  readonly completed: number;
  readonly conversion: number | undefined;
}

/** `failed`: why there are none. */
type Counted = Figures | { readonly failed: string } | undefined;

function useFigures(spec: FunnelSpec | undefined): Counted {
  const query = useQuery('insight.run', spec === undefined ? undefined : { spec });
  if (query.status === 'failed') return { failed: query.error.message };
  const result = latest(query);
  if (result?.kind !== 'funnel') return undefined;
  const { steps, overall } = result;
  return { entered: steps[0]?.count ?? 0, completed: steps.at(-1)?.count ?? 0, conversion: overall.conversion };
}

interface OtherProps {
  readonly compared: ComparedRules;
  readonly base: Counted;
  readonly onUse: () => void;
}

function Other(props: OtherProps) {
  return <Row {...props} figures={useFigures(props.compared.spec)} />;
}

interface RowProps extends Omit<OtherProps, 'onUse'> {
  readonly figures: Counted;
  readonly onUse?: () => void;
}

function Row({ compared, figures, base, onUse }: RowProps) {
  const { name, inForce, spec, words, countsOtherwise } = compared;
  const than = base === undefined || 'failed' in base ? undefined : base;
  const counted = countsOtherwise ? undefined : than;
  return (
    <tr className={cx(inForce && css['inForce'])}>
      <th scope="row">
        <span className={css['name']}>
          {name} {inForce && <Badge tone="accent">in force</Badge>}
        </span>
        <span className={css['words']}>{spec === undefined ? 'Has no way to count this funnel.' : gist(words)}</span>
      </th>
      {figures === undefined || 'failed' in figures ? (
        <td colSpan={3} className={css['none']}>
          {spec === undefined ? '–' : (figures?.failed ?? 'Counting…')}
        </td>
      ) : (
        <>
          <Figure
            value={formatCount(figures.entered)}
            difference={countDifference(figures.entered, counted?.entered)}
          />
          <Figure
            value={formatCount(figures.completed)}
            difference={countDifference(figures.completed, counted?.completed)}
          />
          <Figure
            value={figures.conversion === undefined ? '–' : formatShare(figures.conversion)}
            difference={shareDifference(figures.conversion, than?.conversion)}
          />
        </>
      )}
      <td>
        {onUse !== undefined && (
          <Button size="s" aria-label={`Count as ${name}`} disabled={spec === undefined} onClick={onUse}>
            Use
          </Button>
        )}
      </td>
    </tr>
  );
}

const gist = (words: readonly string[]): string =>
  words.length === 0 ? 'Decides all of it for this funnel as those in force do.' : words.join(' ');

function Figure({ value, difference }: { readonly value: string; readonly difference: string }) {
  return (
    <td>
      {value}
      {difference !== '' && <span className={css['difference']}>{difference}</span>}
    </td>
  );
}
