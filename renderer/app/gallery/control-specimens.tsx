/** Buttons, fields, choices. */
import { Filter, MoreHorizontal, Plus, Search, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { Combobox } from '../../ui/combobox';
import { EventName } from '../../ui/event-name';
import { IconButton } from '../../ui/icon-button';
import { Keys } from '../../ui/kbd';
import { Segmented } from '../../ui/segmented';
import { Select } from '../../ui/select';
import { Switch } from '../../ui/switch';
import { TextArea } from '../../ui/text-area';
import { TextField } from '../../ui/text-field';
import { Toolbar, ToolbarSpacer } from '../../ui/toolbar';
import css from './gallery.module.css';

const EVENTS = ['$pageview', '$identify', 'signed_up', 'invite_sent', 'report_created', 'subscription_paid'];
const ORDERS = [
  { value: 'sequential', label: 'In this order', hint: 'Other events may come between.' },
  { value: 'strict', label: 'Directly one after another', hint: 'No other event may come between.' },
  { value: 'never', label: 'Not available', disabled: true },
] as const;

export function Controls() {
  return (
    <div className={css['stack']}>
      <div className={css['row']}>
        <Button variant="primary">Primary</Button>
        <Button>Secondary</Button>
        <Button variant="ghost">Ghost</Button>
        <Button variant="danger" icon={Trash2}>
          Danger
        </Button>
        <Button icon={Plus}>With icon</Button>
        <Button pressed>Pressed</Button>
        <Button disabled>Disabled</Button>
        <Button size="s" variant="primary">
          Small
        </Button>
        <Button size="s">Small</Button>
      </div>
      <div className={css['row']}>
        <IconButton icon={Filter} label="Filter" shortcut="Mod+F" />
        <IconButton icon={MoreHorizontal} label="More" size="s" />
        <IconButton icon={Filter} label="Pressed" pressed />
        <IconButton icon={Filter} label="Disabled" disabled />
        <Keys combo="Mod+Shift+Z" />
        <Badge>neutral</Badge>
        <Badge tone="accent">accent</Badge>
        <Badge tone="good" dot>
          good
        </Badge>
        <Badge tone="warn" dot>
          warn
        </Badge>
        <Badge tone="bad" dot>
          bad
        </Badge>
      </div>
      <Fields />
      <div className={css['row']}>
        {EVENTS.map((name) => (
          <EventName key={name} name={name} />
        ))}
      </div>
      <Toolbar label="A toolbar">
        <Button size="s">Left</Button>
        <ToolbarSpacer />
        <Button size="s">Right</Button>
      </Toolbar>
    </div>
  );
}

function Fields() {
  const [text, setText] = useState('');
  const [event, setEvent] = useState('signed_up');
  const [order, setOrder] = useState<(typeof ORDERS)[number]['value']>('sequential');
  const [unit, setUnit] = useState<'persons' | 'sessions'>('persons');
  const [on, setOn] = useState(true);
  return (
    <>
      <div className={css['row']}>
        <TextField label="Plain" value={text} onChange={setText} placeholder="Type here" />
        <TextField label="With icon" value={text} onChange={setText} icon={Search} hint="A hint below" />
        <TextField label="Wrong" value="31 Feb" onChange={setText} error="There is no such day." />
        <TextField label="Unit" value="14" onChange={setText} suffix="days" />
        <TextArea label="A few lines" value={text} onChange={setText} placeholder="What it is for…" />
      </div>
      <div className={css['row']}>
        <Select label="Order" value={order} options={ORDERS} onChange={setOrder} />
        <Select label="Order, quiet" look="quiet" size="s" value={order} options={ORDERS} onChange={setOrder} />
        <Combobox
          label="Event"
          value={event}
          onChange={setEvent}
          allowCustom
          items={EVENTS.map((name, index) => ({ value: name, label: name, count: 9000 - index * 1370 }))}
        />
        <Combobox label="Nothing to choose" onChange={setEvent} items={[]} loading placeholder="Loading…" />
        <Segmented
          label="Unit"
          value={unit}
          onChange={setUnit}
          options={[
            { value: 'persons', label: 'Persons' },
            { value: 'sessions', label: 'Sessions' },
          ]}
        />
      </div>
      <div className={css['narrow']}>
        <Switch label="Optional step" hint="It never blocks." checked={on} onChange={setOn} />
        <Switch label="Disabled" checked={false} disabled onChange={setOn} />
      </div>
    </>
  );
}
