/** Arrivals per second over the last minute: the number of the last seconds, and its line. */
import type { LiveLog } from '../../data/live-log';
import { formatNumber } from '../../ui/number-format';
import css from './live.module.css';
import { useNow } from './use-now';

const BAR = 2;
const GAP = 1;
const HEIGHT = 22;
/** One second jumps about; a few tell the rate. */
const AVERAGED = 5;

export function RateSpark({ log }: { readonly log: LiveLog }) {
  const rates = log.rates(useNow(1000));
  const whole = rates.slice(0, -1);
  const rate = whole.slice(-AVERAGED).reduce((sum, each) => sum + each, 0) / AVERAGED;
  const top = Math.max(4, ...rates);
  const words = `${formatNumber(Number(rate.toFixed(rate < 10 ? 1 : 0)))} per second`;
  return (
    <figure className={css['spark']} aria-label={`Arriving: ${words} over the last ${AVERAGED} seconds`}>
      <svg width={rates.length * (BAR + GAP)} height={HEIGHT} aria-hidden>
        {rates.map((count, index) => {
          const height = count === 0 ? 1 : Math.max(2, (count / top) * HEIGHT);
          return (
            <rect
              key={index}
              x={index * (BAR + GAP)}
              y={HEIGHT - height}
              width={BAR}
              height={height}
              className={count === 0 ? css['quiet'] : css['bar']}
            />
          );
        })}
      </svg>
      <figcaption className="num">
        <strong>{words.split(' ')[0]}</strong>/s
      </figcaption>
    </figure>
  );
}
