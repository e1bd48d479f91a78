/** A property that nearly all earlier events of the same name carry, and this one does not. */
import { formatShare } from '../../base/number-format';
import { RecentMap } from '../recent-map';
import type { Rule } from '../rule';

const SHAPES = 1_000;
const MOST_PROPERTIES = 100;
export const LEAST_BEFORE = 30;
export const USUAL_SHARE = 0.95;

interface Usual {
  count: number;
  lastEid: number;
}
interface Shape {
  count: number;
  readonly properties: Map<string, Usual>;
}

export const missingProperty: Rule = {
  id: 'missing-property',
  title: 'A property is missing',
  severity: 'warning',
  meaning:
    'Breakdowns show these events under «no value», and filters by the property leave them out: a part of the people is lost without a word.',
  limits: `Present in ${USUAL_SHARE * 100} % of at least ${LEAST_BEFORE} earlier events of the same name, from the same SDK and version. A property that is there and null counts as there. Where a property was taken out on purpose, this ends once it has become rarer than that.`,
  remedies: {
    general: {
      text: 'Look at the places that send this event: one of them leaves the property out, or sends it before its value is there. Send null where there is none on purpose.',
      code: "track('Checkout Started', { plan: account.plan ?? null })",
    },
    families: {
      posthog: {
        text: 'Look at the places that send this event: one of them leaves the property out. What every event should carry can be registered once.',
        code: 'posthog.register({ plan: account.plan })',
      },
      mixpanel: {
        text: 'Look at the places that send this event: one of them leaves the property out. What every event should carry can be registered once.',
        code: 'mixpanel.register({ plan: account.plan })',
      },
      openpanel: {
        text: 'Look at the places that send this event: one of them leaves the property out. What every event should carry can be set once.',
        code: 'op.setGlobalProperties({ plan: account.plan })',
      },
      segment: {
        text: 'Look at the places that send this event: one of them leaves the property out. What every event should carry can be added in a source middleware.',
        code: 'analytics.addSourceMiddleware(({ payload, next }) => {\n  payload.obj.properties = { plan, ...payload.obj.properties }\n  next(payload)\n})',
      },
    },
  },
  capacity: SHAPES * (MOST_PROPERTIES + 1),
  start() {
    const shapes = new RecentMap<string, Shape>(SHAPES);
    return {
      observe({ event, eid, own, isOwn, origin }, report) {
        if (!isOwn) return;
        const key = `${event.event}\n${origin}\n${event.lib_version ?? ''}`;
        let shape = shapes.get(key);
        if (shape === undefined) {
          shape = { count: 0, properties: new Map() };
          shapes.set(key, shape);
        }
        const { properties } = shape;
        if (shape.count >= LEAST_BEFORE) {
          for (const [name, usual] of properties) {
            if (usual.count < shape.count * USUAL_SHARE || event.properties[name] !== undefined) continue;
            report({
              subject: `${event.event} · ${name}`,
              message: `«${event.event}» came without \`${name}\`, which ${formatShare(usual.count / shape.count)} of the ${shape.count} before it have.`,
              before: [usual.lastEid],
            });
          }
        }
        shape.count += 1;
        for (const [name] of own) {
          const usual = properties.get(name);
          if (usual !== undefined) {
            usual.count += 1;
            usual.lastEid = eid;
          } else if (properties.size < MOST_PROPERTIES) properties.set(name, { count: 1, lastEid: eid });
        }
      },
      held() {
        let held = shapes.size;
        for (const { properties } of shapes.values()) held += properties.size;
        return held;
      },
    };
  },
};
