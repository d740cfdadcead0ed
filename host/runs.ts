/** Where the runs are. */
import path from 'node:path';

export const runsFolder = (home: string): string => path.join(home, 'runs');
export const runFolder = (home: string, id: string): string => path.join(runsFolder(home), id);
