/** Imports files that others made, where they lie beside the checkout, and prints the table that docs/formats.md shows. */
import { importRealFile, type RealFile, realFiles, tableOf } from '../support/real-files';

const told: RealFile[] = [];
for (const file of await realFiles()) told.push(await importRealFile(file));
console.log(told.length === 0 ? 'There are none: ../shared/data is not there.' : tableOf(told));
