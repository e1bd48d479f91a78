/** A vendor's export that was recognised: nothing to map, only how that was told and the way out. */
import { BadgeCheck, FileSpreadsheet } from 'lucide-react';
import type { ImportGuess } from '../../../shared/contract/commands';
import { Button } from '../../ui/button';
import css from './vendor.module.css';
import tones from './tones.module.css';

export interface VendorPanelProps {
  readonly vendor: NonNullable<ImportGuess['vendor']>;
  readonly onGeneric: () => void;
}

export function VendorPanel({ vendor, onGeneric }: VendorPanelProps) {
  return (
    <>
      <header className={css['vendorHead']}>
        <BadgeCheck aria-hidden size={20} strokeWidth={1.8} className={tones['good']} />
        <h2>{vendor.title}</h2>
      </header>
      <p className={css['vendorText']}>Told by its content: {vendor.reason}</p>
      <p className={css['vendorText']}>
        Its rows are read by the vendor’s own rules, so there is nothing to map: ids, sessions, groups and properties of
        persons mean what they meant when they were captured.
      </p>
      <div className={css['vendorOut']}>
        <Button size="s" variant="ghost" icon={FileSpreadsheet} onClick={onGeneric}>
          Read it as a generic file instead
        </Button>
      </div>
    </>
  );
}
