/** The process in which one case is measured: started by `loom bench` as `bench-process CASE THREADS STEPS`, answers with its measurement. */
import { caseOf } from './index.ts';
import { measure } from './measure.ts';

const [name, threads, steps] = process.argv.slice(2);
process.send!(await measure(caseOf(name!)!, Number(threads), Number(steps)), undefined, undefined, () => process.disconnect());
