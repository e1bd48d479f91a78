/** The shape of what is coming, while there is nothing earlier to show. */
import css from './skeleton.module.css';

export interface SkeletonProps {
  /** CSS lengths. */
  readonly width?: string | number;
  readonly height?: string | number;
  /** Lines of text instead of one block. */
  readonly lines?: number;
}

const LINE_WIDTHS = ['94%', '78%', '86%', '64%', '90%', '72%'];

export function Skeleton({ width = '100%', height = 14, lines }: SkeletonProps) {
  if (lines === undefined) return <span aria-hidden className={css['block']} style={{ width, height }} />;
  return (
    <span aria-hidden className={css['lines']}>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className={css['block']} style={{ width: LINE_WIDTHS[index % LINE_WIDTHS.length], height }} />
      ))}
    </span>
  );
}
