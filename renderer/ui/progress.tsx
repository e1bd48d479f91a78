/** How far something is: `value` 0 to 1, or absent while that cannot be told. */
import { Progress as Radix } from 'radix-ui';
import { cx } from './cx';
import css from './progress.module.css';

export interface ProgressProps {
  readonly label: string;
  readonly value?: number | undefined;
}

export function Progress({ label, value }: ProgressProps) {
  const share = value === undefined ? undefined : Math.max(0, Math.min(1, value));
  return (
    <Radix.Root aria-label={label} className={css['track']} value={share === undefined ? null : share * 100}>
      <Radix.Indicator
        className={cx(css['bar'], share === undefined && css['unknown'])}
        style={share === undefined ? undefined : { transform: `scaleX(${share})` }}
      />
    </Radix.Root>
  );
}
