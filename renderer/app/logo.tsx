/** Two blazes, as hikers find them on trees. */
import css from './rail.module.css';

export function Logo() {
  return (
    <svg aria-hidden viewBox="0 0 32 32" width={28} height={28} className={css['logo']}>
      <rect width="32" height="32" rx="8.5" className={css['tile']} />
      <rect x="9" y="7.5" width="5.6" height="17" rx="1.5" className={css['blaze']} />
      <rect x="17.6" y="12.5" width="5.6" height="12" rx="1.5" className={css['blaze2']} />
    </svg>
  );
}
