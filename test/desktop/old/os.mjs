// `node:os` with what Node 18.14 added.
import os from 'node:os';

export * from 'node:os';
export const availableParallelism = () => os.cpus().length;
export default os;
