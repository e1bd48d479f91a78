/**
 * The file that flags are kept in, `<workspace>/flags.json`: that its flags and cohorts name nothing that is not there, nor
 * one another in circles, and that its patterns can be read.
 */
import { z } from 'zod';
import { circles } from './circles';
import { type CohortRule, cohortsIn, flagCohortSchema, flagSchema, flagsIn, hasFlag, isInCohort, isTest } from './flag';
import { isPattern } from './operators';
import { flagPatternProblem } from './pattern';

export const flagsDocumentSchema = z
  .strictObject({ version: z.literal(1), flags: z.array(flagSchema), cohorts: z.array(flagCohortSchema).default([]) })
  .superRefine(({ flags, cohorts }, context) => {
    const refuse = (path: PropertyKey[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    for (const [list, keys] of [
      ['flags', flags.map(({ key }) => key)],
      ['cohorts', cohorts.map(({ key }) => key)],
    ] as const)
      for (const [index, key] of keys.entries())
        if (keys.indexOf(key) < index) refuse([list, index, 'key'], 'is there twice');
    for (const [index, { conditions = [] }] of flags.entries())
      for (const [at, { properties }] of conditions.entries())
        for (const [place, property] of properties.entries()) {
          const path = ['flags', index, 'conditions', at, 'properties', place];
          if (isInCohort(property) && cohorts.every(({ key }) => key !== property.cohort))
            refuse([...path, 'cohort'], `is «${property.cohort}», which is none of the cohorts`);
          if (hasFlag(property) && flags.every(({ key }) => key !== property.flag))
            refuse([...path, 'flag'], `is «${property.flag}», which is none of the flags`);
        }
    for (const [index, cohort] of cohorts.entries())
      for (const named of 'rule' in cohort ? cohortsIn(cohort.rule) : [])
        if (cohorts.every(({ key }) => key !== named))
          refuse(['cohorts', index, 'rule'], `names «${named}», which is none of the cohorts`);
    for (const key of circles(new Map(flags.map((flag) => [flag.key, flagsIn(flag)]))))
      refuse(['flags', flags.findIndex((flag) => flag.key === key), 'conditions'], 'depend on the flag itself');
    const named = new Map(cohorts.map((each) => [each.key, 'rule' in each ? cohortsIn(each.rule) : []]));
    for (const key of circles(named))
      refuse(['cohorts', cohorts.findIndex((each) => each.key === key), 'rule'], 'depends on the cohort itself');
    for (const [index, { conditions = [] }] of flags.entries())
      for (const [at, { properties }] of conditions.entries())
        for (const [place, property] of properties.entries())
          if (isTest(property))
            checkPatterns(property, ['flags', index, 'conditions', at, 'properties', place], refuse);
    for (const [index, cohort] of cohorts.entries())
      if ('rule' in cohort) checkPatterns(cohort.rule, ['cohorts', index, 'rule'], refuse);
  });
export type FlagsDocument = z.infer<typeof flagsDocumentSchema>;

type Refuse = (path: PropertyKey[], message: string) => void;

function checkPatterns(rule: CohortRule, path: PropertyKey[], refuse: Refuse): void {
  if ('all' in rule || 'any' in rule) {
    const [join, parts] = 'all' in rule ? ['all', rule.all] : ['any', rule.any];
    for (const [index, part] of parts.entries()) checkPatterns(part, [...path, join, index], refuse);
    return;
  }
  if (!isTest(rule) || !isPattern(rule.operator)) return;
  for (const each of Array.isArray(rule.value) ? rule.value : [rule.value ?? null]) {
    const problem = flagPatternProblem(String(each));
    if (problem !== undefined) refuse([...path, 'value'], problem);
  }
}
