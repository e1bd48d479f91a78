/** Saves the charts of a page as one file: SVG to edit, PNG to paste. */
import type { InsightResult } from '../../shared/insights/specs';
import type { PictureStage } from '../charts/picture/stage';
import { sheetSvg, svgToPng } from '../charts/picture/save';
import { formatCount } from '../ui/number-format';
import { toast } from '../ui/toast';
import { saveBlob } from './save-text';

export type PictureFormat = 'svg' | 'png';

/** Pixels; what a slide or a page of text takes well. */
const WIDTH = 1080;

/** `title` heads the sheet, the answer's sentence stands below it. Says what went wrong where it does. */
export async function savePictures(
  stage: PictureStage,
  { kind, meta }: InsightResult,
  title: string,
  format: PictureFormat,
): Promise<void> {
  try {
    const pictures = await stage.make();
    const svg = sheetSvg({
      title,
      sentence: meta.sentence,
      source: `Waymark · ${formatCount(meta.rowsScanned)} events · ${meta.computedAt.slice(0, 16).replace('T', ' ')} UTC`,
      pictures,
      width: WIDTH,
    });
    const blob = format === 'svg' ? new Blob([svg], { type: 'image/svg+xml' }) : await svgToPng(svg);
    saveBlob(`${kind}.${format}`, blob);
  } catch (cause) {
    toast({
      tone: 'bad',
      title: 'The chart could not be saved',
      text: cause instanceof Error ? cause.message : String(cause),
    });
  }
}
