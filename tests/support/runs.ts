/** How many random cases a property is tried on; `PROPERTY_RUNS=20 npx vitest run …` looks twenty times as hard. */
export const runs = (usual: number): { numRuns: number } => ({
  numRuns: usual * Number(process.env['PROPERTY_RUNS'] ?? 1),
});
