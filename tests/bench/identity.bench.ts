/**
 * A million ids resolved from scratch under every rule set, then a step for 1,000 new events. Prints how many times longer
 * each takes than numbering the same ids in a plain Map: a yardstick that moves with the machine.
 */
import { seededRandom } from '../../shared/base/random';
import { OWNER_KEY } from '../../shared/identity/owner-key';
import { IdentityResolver, type Persons } from '../../shared/identity/resolver';
import { RULE_SETS, type RuleSet } from '../../shared/model/identity';

const IDS = Number(process.env['BENCH_IDS'] ?? 1_000_000);
const STEP_EVENTS = 1_000;
const STEPS = 5;
const START = Date.UTC(2026, 0, 1);
const SPAN = 180 * 86_400_000;

/** Links and events of one batch, by device number; users are numbers too. */
interface Fact {
  readonly device: number;
  /** -1 where nobody was logged in. */
  readonly user: number;
  readonly time: number;
}

const deviceId = (device: number): string => `0190-${(device * 2_654_435_761) % 4_294_967_296}-${device}-device`;
const userId = (user: number): string => `user-${(user * 40_503) % 1_000_003}-${user}`;

/**
 * Two of three ids are devices. Half of the devices are strangers'; the others have a user, one in twenty of those a
 * second and a third one.
 */
function drawFacts(random: { next(): number }, devices: number, users: number): Fact[] {
  const facts: Fact[] = [];
  for (let device = 0; device < devices; device++) {
    const time = Math.floor(START + random.next() * SPAN);
    facts.push({ device, user: -1, time });
    if (random.next() < 0.5) continue;
    const user = Math.floor(random.next() * users);
    facts.push({ device, user, time: time + 60_000 });
    if (random.next() >= 0.05) continue;
    for (let other = 1; other <= 2; other++) {
      facts.push({ device, user: (user + other * 7_919) % users, time: time + other * 3_600_000 });
    }
  }
  for (let user = 0; user < users; user++)
    facts.push({ device: -1, user, time: Math.floor(START + random.next() * SPAN) });
  return facts;
}

function tell(resolver: IdentityResolver, rules: RuleSet, facts: readonly Fact[]): void {
  const key = OWNER_KEY[rules];
  const [deviceRole, userRole] = key === 'distinct' ? (['plain', 'plain'] as const) : (['anonymous', 'user'] as const);
  for (const { device, user, time } of facts) {
    const deviceNode = device < 0 ? -1 : resolver.addNode(deviceRole, deviceId(device));
    const userNode = user < 0 ? -1 : resolver.addNode(userRole, userId(user));
    const owner =
      key === 'device-first' ? (deviceNode < 0 ? userNode : deviceNode) : userNode < 0 ? deviceNode : userNode;
    resolver.sawNode(owner, time);
    if (deviceNode >= 0 && userNode >= 0) resolver.addLink(deviceNode, userNode, time, true);
  }
}

const timed = <T>(work: () => T): { ms: number; value: T } => {
  const started = performance.now();
  const value = work();
  return { ms: performance.now() - started, value };
};

/** What 1,000 events bring: mostly known devices and users again, some new ones, some logins that link. */
function drawStep(random: { next(): number }, devices: number, users: number, step: number): Fact[] {
  return Array.from({ length: STEP_EVENTS }, (_, event) => {
    const time = START + SPAN + step * 60_000 + event;
    const isNew = random.next() < 0.2;
    const device = isNew ? devices + step * STEP_EVENTS + event : Math.floor(random.next() * devices);
    return { device, user: random.next() < 0.2 ? Math.floor(random.next() * users) : -1, time };
  });
}

const devices = Math.round((IDS * 2) / 3);
const users = IDS - devices;
const facts = drawFacts(seededRandom(1), devices, users);
const yardstick = Math.min(
  ...[1, 2, 3].map(
    () =>
      timed(() => {
        const numbers = new Map<string, number>();
        for (const { device, user } of facts) {
          if (device >= 0) numbers.set(deviceId(device), device);
          if (user >= 0) numbers.set(userId(user), user);
        }
        return numbers.size;
      }).ms,
  ),
);
console.log(`${IDS} ids, ${facts.length} facts; numbering the ids in a Map takes ${yardstick.toFixed(0)} ms`);

const count = (persons: Persons): string => `${persons.ids.length} persons, ${persons.timelines.size} shared devices`;

for (const rules of RULE_SETS) {
  const resolver = new IdentityResolver({ rules, maxIdsPerPerson: 1000, decisions: [] });
  const told = timed(() => tell(resolver, rules, facts));
  const resolved = timed(() => resolver.resolve());
  const random = seededRandom(2);
  const steps = Array.from({ length: STEPS }, (_, step) => {
    const arrived = drawStep(random, devices, users, step);
    return timed(() => {
      tell(resolver, rules, arrived);
      return resolver.resolve();
    }).ms;
  }).sort((a, b) => a - b);
  const refused = timed(() => resolver.refused().length);
  const total = told.ms + resolved.ms;
  console.log(
    `${rules.padEnd(13)} told ${told.ms.toFixed(0).padStart(5)} ms  resolved ${resolved.ms.toFixed(0).padStart(5)} ms` +
      `  together ${(total / yardstick).toFixed(1).padStart(4)} × yardstick` +
      `  ${STEP_EVENTS} events more ${(steps[STEPS >> 1] as number).toFixed(0).padStart(4)} ms` +
      `  ${refused.value} refused in ${refused.ms.toFixed(0)} ms  ${count(resolved.value.persons)}`,
  );
}
