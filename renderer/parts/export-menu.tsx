/** Takes a question out of the window: as JSON, as a file, as a command line. */
import { Braces, Download, Link, Share2, Terminal } from 'lucide-react';
import type { InsightSpec } from '../../shared/insights/specs';
import { Button } from '../ui/button';
import { copyText } from '../ui/code-block';
import { Menu } from '../ui/menu';
import { toast } from '../ui/toast';
import { queryCommand } from './query-command';
import { saveText } from './save-text';

const copy = async (text: string, title: string): Promise<void> => {
  if (await copyText(text)) toast({ tone: 'good', title });
};

export function ExportMenu({ spec }: { readonly spec: InsightSpec }) {
  const json = `${JSON.stringify(spec, undefined, 2)}\n`;
  return (
    <Menu
      align="end"
      trigger={
        <Button size="s" icon={Share2}>
          Export
        </Button>
      }
      items={[
        {
          label: 'Copy as waymark query',
          icon: Terminal,
          onSelect: () => void copy(queryCommand(spec), 'Command copied'),
        },
        { label: 'Copy spec as JSON', icon: Braces, onSelect: () => void copy(json, 'Spec copied') },
        { label: 'Copy link to this view', icon: Link, onSelect: () => void copy(location.href, 'Link copied') },
        {
          label: 'Save spec as a file',
          icon: Download,
          onSelect: () => {
            saveText(`${spec.kind}.json`, json, 'application/json');
          },
        },
      ]}
    />
  );
}
