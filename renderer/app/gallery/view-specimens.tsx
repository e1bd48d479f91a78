/** What opens, what is empty or broken, and long tables. */
import { Inbox } from 'lucide-react';
import { useState } from 'react';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { CodeBlock } from '../../ui/code-block';
import { DataTable, type DataColumn, type DataSort } from '../../ui/data-table';
import { Dialog } from '../../ui/dialog';
import { Drawer } from '../../ui/drawer';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { EventName } from '../../ui/event-name';
import { Menu } from '../../ui/menu';
import { formatCount } from '../../ui/number-format';
import { PageHeader } from '../../ui/page-header';
import { Popover } from '../../ui/popover';
import { Progress } from '../../ui/progress';
import { Skeleton } from '../../ui/skeleton';
import { Tabs } from '../../ui/tabs';
import { toast } from '../../ui/toast';
import css from './gallery.module.css';

export function Overlays() {
  const [dialog, setDialog] = useState(false);
  const [drawer, setDrawer] = useState(false);
  const [tab, setTab] = useState('a');
  return (
    <div className={css['stack']}>
      <div className={css['row']}>
        <Button
          onClick={() => {
            setDialog(true);
          }}
        >
          Dialog
        </Button>
        <Button
          onClick={() => {
            setDrawer(true);
          }}
        >
          Drawer
        </Button>
        <Popover trigger={<Button>Popover</Button>} label="A popover" width={240}>
          A small editor hangs here.
        </Popover>
        <Menu
          trigger={<Button>Menu</Button>}
          items={[
            { type: 'heading', label: 'Step' },
            { label: 'Rename', shortcut: 'Mod+R', onSelect: () => undefined },
            { type: 'check', label: 'Optional', checked: true, onSelect: () => undefined },
            { type: 'separator' },
            { label: 'Remove', danger: true, onSelect: () => undefined },
          ]}
        />
        <Button onClick={() => toast({ title: 'Copied', text: 'The address is on the clipboard.' })}>Message</Button>
        <Button onClick={() => toast({ tone: 'good', title: 'Imported 48,210 events' })}>Good message</Button>
        <Button onClick={() => toast({ tone: 'bad', title: 'The file ended in the middle of line 17' })}>
          Bad message
        </Button>
      </div>
      <Tabs
        label="Tabs"
        value={tab}
        onChange={setTab}
        tabs={[
          { id: 'a', label: 'Events', badge: <Badge>12</Badge>, content: 'The first panel.' },
          { id: 'b', label: 'Rejects', content: 'The second panel.' },
        ]}
      />
      <Dialog
        open={dialog}
        onOpenChange={setDialog}
        title="Leave without importing?"
        description="What you mapped is forgotten."
        footer={
          <Button
            variant="primary"
            onClick={() => {
              setDialog(false);
            }}
          >
            Leave
          </Button>
        }
      />
      <Drawer
        id="gallery"
        open={drawer}
        onClose={() => {
          setDrawer(false);
        }}
        title="380 people left"
        subtitle="after step 2"
      >
        <EmptyState compact icon={Inbox} title="A drawer" text="It can be dragged wider." />
      </Drawer>
    </div>
  );
}

export function States() {
  return (
    <div className={css['stack']}>
      <PageHeader
        title="Page header"
        meta={<Badge tone="good">live</Badge>}
        actions={<Button size="s">Action</Button>}
      />
      <div className={css['pair']}>
        <EmptyState
          icon={Inbox}
          title="No events yet"
          text="Point an SDK at the collector, or open a file."
          actions={<Button variant="primary">Get data in</Button>}
        />
        <ErrorState
          error={{
            code: 'workspace_in_use',
            message: 'Another Waymark has this workspace open. Close it, then try again.',
          }}
          onRetry={() => undefined}
        />
      </div>
      <Skeleton lines={3} />
      <Progress label="Importing" value={0.42} />
      <Progress label="Preparing" />
      <CodeBlock
        label="Snippet"
        caption="posthog-js"
        code={"posthog.init('dev', {\n  api_host: 'http://127.0.0.1:8787',\n})"}
      />
    </div>
  );
}

const ROWS = 1_000_000;
interface SpecimenRow {
  readonly event: string;
  readonly count: number;
}
const NAMES = ['$pageview', 'signed_up', 'invite_sent', 'report_created'];
const COLUMNS: readonly DataColumn<SpecimenRow>[] = [
  { id: 'event', header: 'Event', width: 160, grow: true, render: (row) => <EventName name={row.event} /> },
  { id: 'count', header: 'Row', width: 120, align: 'right', sortable: true, render: (row) => formatCount(row.count) },
];

export function Tables() {
  const [selected, setSelected] = useState<number>();
  const [sort, setSort] = useState<DataSort>({ column: 'count', descending: false });
  return (
    <div className={css['table']}>
      <DataTable
        label="A million rows"
        columns={COLUMNS}
        rowCount={ROWS}
        getRow={(index) => {
          const at = sort.descending ? ROWS - 1 - index : index;
          return { event: NAMES[at % NAMES.length] ?? '', count: at + 1 };
        }}
        selected={selected}
        onRowClick={(_, index) => {
          setSelected(index);
        }}
        sort={sort}
        onSort={setSort}
      />
    </div>
  );
}
