/** A vendor's export that was recognised: nothing to map, only how that was told and the way out. */
import { BadgeCheck, FileSpreadsheet } from 'lucide-react';
import type { ImportGuess } from '../../../shared/contract/commands';
import { Button } from '../../ui/button';
import { EventName } from '../../ui/event-name';
import { formatCount } from '../../ui/number-format';
import css from './import.module.css';

export interface VendorPanelProps {
  readonly vendor: NonNullable<ImportGuess['vendor']>;
  readonly preview: ImportGuess['preview'];
  readonly onGeneric: () => void;
}

const SHOWN = 8;

export function VendorPanel({ vendor, preview, onGeneric }: VendorPanelProps) {
  const names = new Map<string, number>();
  for (const { event } of preview) names.set(event, (names.get(event) ?? 0) + 1);
  return (
    <>
      <header className={css['vendorHead']}>
        <BadgeCheck aria-hidden size={20} strokeWidth={1.8} className={css['good']} />
        <h2>{vendor.title}</h2>
      </header>
      <p className={css['vendorText']}>Told by its content: {vendor.reason}</p>
      <p className={css['vendorText']}>
        Its rows are read by the vendor’s own rules, so there is nothing to map: ids, sessions, groups and properties of
        persons mean what they meant when they were captured.
      </p>
      {names.size > 0 && (
        <div className={css['vendorEvents']}>
          <h3>In the first rows</h3>
          <p className={css['names']}>
            {[...names].slice(0, SHOWN).map(([name, count]) => (
              <span key={name} className={css['name']}>
                <EventName name={name} /> <span className="num">{formatCount(count)}</span>
              </span>
            ))}
            {names.size > SHOWN && <span className={css['quiet']}>and more</span>}
          </p>
        </div>
      )}
      <div className={css['vendorOut']}>
        <Button size="s" variant="ghost" icon={FileSpreadsheet} onClick={onGeneric}>
          Read it as a generic file instead
        </Button>
      </div>
    </>
  );
}
