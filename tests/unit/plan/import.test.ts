import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../shared/model/json';
import { branchesOf, branchOf } from '../../../shared/plan/document';
import { type ForeignPlan, readForeignPlan } from '../../../shared/plan/import/read-foreign-plan';
import { upToDate } from '../../../shared/plan/import/foreign-event';
import { compilePlan } from '../../../shared/plan-check/compile-plan';

function read(text: string | object): ForeignPlan {
  const plan = readForeignPlan(typeof text === 'string' ? text : JSON.stringify(text), 'plan');
  if (!plan.ok) throw new Error(plan.error);
  return plan.value;
}

const propertiesOf = ({ plan }: ForeignPlan, event: string) => branchOf(plan, event)?.properties.properties;

const judged = ({ plan }: ForeignPlan, event: string, properties: Record<string, Json>): string[] => {
  const judge = compilePlan(plan);
  if (!judge.ok) throw new Error(judge.error);
  return judge.value.judge({ event, properties }).map(({ kind, path }) => `${kind} ${path}`);
};

const call = (properties: JsonObject): JsonObject => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  properties: { context: {}, traits: {}, properties: { type: 'object', ...properties } },
  required: ['properties'],
});

describe('Segment', () => {
  test('rules of the Public API: track events by key, the newest version', () => {
    const plan = read({
      data: {
        rules: [
          { type: 'TRACK', key: 'Order Completed', version: 1, jsonSchema: call({}) },
          {
            type: 'TRACK',
            key: 'Order Completed',
            version: 2,
            jsonSchema: call({
              properties: { total: { type: ['number', 'null'] } },
              required: ['total'],
              additionalProperties: false,
            }),
          },
          { type: 'IDENTIFY', key: '', version: 1, jsonSchema: call({}) },
        ],
      },
    });
    expect(plan.source).toBe('segment');
    expect(plan.notes).toEqual(['Rules of identify are left out: the plan is of events by name.']);
    expect(branchesOf(plan.plan)).toHaveLength(1);
    expect(judged(plan, 'Order Completed', { total: null, $lib: 'x' })).toEqual([]);
    expect(judged(plan, 'Order Completed', { totl: 1 })).toEqual([
      'missing_property properties.total',
      'unknown_property properties.totl',
    ]);
  });

  test('the Config API, Typewriter and RudderStack: name and rules', () => {
    const events = [
      { name: 'Signed Up', description: 'New', version: 1, rules: call({ properties: { plan: { enum: ['a'] } } }) },
    ];
    const config = read({
      name: 'workspaces/x/tracking-plans/rs_1',
      display_name: 'Shop',
      rules: { events, identify_traits: [{ name: 'x' }] },
    });
    expect(config.plan.title).toBe('Shop');
    expect(config.notes[0]).toContain('identify_traits');
    expect(branchOf(config.plan, 'Signed Up')?.description).toBe('New');
    expect(propertiesOf(config, 'Signed Up')).toEqual({ type: 'object', properties: { plan: { enum: ['a'] } } });
    expect(propertiesOf(read({ events }), 'Signed Up')).toEqual(propertiesOf(config, 'Signed Up'));
  });

  test('the CSV download is refused, with the way out', () => {
    const csv = readForeignPlan('Name,Description,Status,Data Type,Permitted Values\na,b,c,d,e\n', 'plan.csv');
    expect(csv).toMatchObject({
      ok: false,
      error: expect.stringMatching(/^plan\.csv: It looks like Segment’s CSV.*as JSON/) as string,
    });
  });
});

describe('JSON Schemas, one per event', () => {
  test('by title, by constant name, by key, with references into themselves', () => {
    const money = { $ref: '#/definitions/money' };
    const titled = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: 'Paid',
      type: 'object',
      properties: { amount: money, items: { type: 'array', items: [{ type: 'string' }] } },
      definitions: { money: { type: 'number', minimum: 0, exclusiveMinimum: true } },
      required: ['amount'],
    };
    const named = {
      type: 'object',
      properties: { event: { const: 'Viewed' }, page: { type: 'string' } },
      required: ['event', 'page'],
    };
    const list = read([titled, named, { nonsense: 1 }]);
    expect(list.notes).toEqual(['1 entries are no JSON Schema with a name and are left out.']);
    expect(judged(list, 'Paid', { amount: 0, items: [7] })).toEqual([
      'constraint properties.amount',
      'wrong_type properties.items[0]',
    ]);
    expect(judged(list, 'Viewed', {})).toEqual(['missing_property properties.page']);
    expect(
      judged(read({ 'Cart Viewed': { type: 'object', properties: { n: { type: 'integer' } } } }), 'Cart Viewed', {
        n: 1.5,
      }),
    ).toEqual(['wrong_type properties.n']);
    expect(read(titled).source).toBe('json-schema');
  });

  test('older keywords become today’s, and properties may be called like keywords', () => {
    expect(
      upToDate({
        id: 'x',
        properties: { items: { type: 'string' }, definitions: {}, id: { const: { id: 1 } } },
        dependencies: { a: ['b'], c: { required: ['d'] } },
        maximum: 5,
        exclusiveMaximum: false,
        items: [{}],
        additionalItems: false,
      }),
    ).toEqual({
      properties: { items: { type: 'string' }, definitions: {}, id: { const: { id: 1 } } },
      dependentRequired: { a: ['b'] },
      dependentSchemas: { c: { required: ['d'] } },
      maximum: 5,
      prefixItems: [{}],
      items: false,
    });
  });

  test('what is nothing of the kind is refused with what could be read', () => {
    for (const text of ['{"a": 1}', '[]', '{"data": {"rules": []}}', '{']) {
      expect(readForeignPlan(text, 'x.json')).toMatchObject({
        ok: false,
        error: expect.stringMatching(/^x\.json: /) as string,
      });
    }
    expect(readForeignPlan('a,b\n1,2\n', 'x.csv')).toMatchObject({
      ok: false,
      error: expect.stringContaining('Amplitude') as string,
    });
  });
});

describe('Amplitude', () => {
  const header =
    'Action,Object Type,Object Name,Object Description,Property Group Names,Event Property Name,Property Description,Property Value Type,Property Required,Property Is Array,Enum Values,Const Value,Property Regex,Number Is Integer,Number Property Value Min,Array Min Items';

  test('events, properties below them, lists, bounds, groups', () => {
    const plan = read(
      [
        header,
        ',Event,Paid,"Money, at last",Shared,total,In EUR,number,True,False,,,,False,0,',
        ',,,,,plan,,enum,True,False,"free, pro",,,,,',
        ',,,,,tags,,string,False,True,,,^[a-z]+$,,,1',
        ',,,,,kind,,const,False,False,,sale,,,,',
        'Ignore,Event,Blocked,,,secret,,string,,,,,,,,',
        ',Property Group,Shared,,,locale,,string,True,False,,,,,,',
        ',User Property,x,,,,,,,,,,,,,',
      ].join('\r\n'),
    );
    expect(plan).toMatchObject({ source: 'amplitude', notes: ['Rows of «User Property» are left out.'] });
    expect(branchesOf(plan.plan)).toHaveLength(1);
    expect(branchOf(plan.plan, 'Paid')?.description).toBe('Money, at last');
    expect(propertiesOf(plan, 'Paid')).toEqual({
      type: 'object',
      properties: {
        kind: { const: 'sale' },
        locale: { type: 'string' },
        plan: { enum: ['free', 'pro'] },
        tags: { type: 'array', items: { type: 'string', pattern: '^[a-z]+$' }, minItems: 1 },
        total: { type: 'number', minimum: 0, description: 'In EUR' },
      },
      required: ['locale', 'plan', 'total'],
    });
  });

  test('a row that cannot be is named by its line', () => {
    expect(
      readForeignPlan(`${header}\n,Event,Paid,"two\nlines",,a,,string,,,,,,,,\n,,,,,b,,money,,,,,,,,\n`, 'a.csv'),
    ).toEqual({
      ok: false,
      error: 'a.csv: Line 4: «money» is no value type; Amplitude knows string, number, boolean, any, enum and const.',
    });
  });
});

describe('a spreadsheet with a row for each property', () => {
  const avo = `Event Name,Event Description,Property Name,Property Description,Property Type,Is List,Presence,Allowed Values,Team
Order Completed,Bought,total,In euros,float,false,Always,,Shop
,,status,,string,,Always,"paid|open",Shop
,,items,,string,true,Sometimes,,Shop
Signed Up,,,,,,,,Growth
`;

  test('is read by the names of its columns; what is not read is named', () => {
    const plan = read(avo);
    expect(plan.source).toBe('table');
    expect(plan.notes).toEqual(['Columns that are not read: «team».']);
    expect(branchesOf(plan.plan).map(({ properties }) => properties.event.const)).toEqual([
      'Order Completed',
      'Signed Up',
    ]);
    expect(branchOf(plan.plan, 'Order Completed')?.description).toBe('Bought');
    expect(propertiesOf(plan, 'Order Completed')).toMatchObject({
      properties: {
        items: { type: 'array', items: { type: 'string' } },
        status: { type: 'string', enum: ['paid', 'open'] },
        total: { type: 'number', description: 'In euros' },
      },
      required: ['status', 'total'],
    });
    expect(judged(plan, 'Order Completed', { total: 9, status: 'paid', items: ['a'] })).toEqual([]);
    expect(judged(plan, 'Order Completed', { total: '9', status: 'lost' })).toHaveLength(2);
  });

  test('Countly’s schema as it exports it', () => {
    const plan = read(
      `Event Name,Event Description,Event Category,#of Segments,Segment Name,Segment Description,Segment Type,Segment Status,Segment Required,Segment List Options,Segment Regex
purchase,Purchase event,Revenue,2,country,,String,active,true,,^[A-Z]{2}$
purchase,Purchase event,Revenue,2,amount,,Number,active,false,,
`,
    );
    expect(propertiesOf(plan, 'purchase')).toMatchObject({
      properties: { amount: { type: 'number' }, country: { type: 'string', pattern: '^[A-Z]{2}$' } },
      required: ['country'],
    });
  });

  test.each([
    ['list of strings', { type: 'array', items: { type: 'string' } }],
    ['string[]', { type: 'array', items: { type: 'string' } }],
    ['List<int>', { type: 'array', items: { type: 'integer' } }],
    ['array', { type: 'array', items: {} }],
    ['Date time', { type: 'string', format: 'date-time' }],
    ['Long', { type: 'integer' }],
    ['', {}],
  ])('the type «%s» is one', (type, wanted) => {
    const plan = read(`event;property;type\nSeen;what;${type}`);
    expect(propertiesOf(plan, 'Seen')?.properties?.['what']).toEqual(wanted);
    expect(plan.notes).toEqual([]);
  });

  test('an unknown type is told, values are of their type, limits hold', () => {
    const plan = read('event,property,type,values,min,max\nSeen,a,money,,,\nSeen,b,int,"1, 2",,\nSeen,c,number,,1,5');
    expect(plan.notes).toEqual(['«money» is no type that is known: any value will do.']);
    expect(propertiesOf(plan, 'Seen')?.properties).toMatchObject({
      b: { enum: [1, 2] },
      c: { minimum: 1, maximum: 5 },
    });
  });

  test('a property of no event is named by its line', () => {
    expect(readForeignPlan('event,property\n,total', 'plan')).toMatchObject({ ok: false });
    const none = readForeignPlan('event,property\n,total', 'plan');
    expect(none.ok ? '' : none.error).toContain('Line 2: the property «total» belongs to no event');
  });
});

test('Waymark’s own plan comes back as it is', () => {
  const { plan } = read([{ title: 'Paid', type: 'object', properties: {} }]);
  expect(read(plan)).toEqual({ plan, source: 'waymark', notes: [] });
});
